import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeSelfSigned } from '../../agent/server/tls/self-signed.ts';
import { bundle } from '../bench/bundle.ts';
import { sideOf } from '../bench/sides.ts';
import { joining, type MemoryLimit } from './memory-limit.ts';

/** A real agent as it ships, on this machine, with a plain listener on loopback and one with TLS and tokens. */
export interface SoakedAgent {
  loopbackPort: number;
  readersPort: number;
  folder: string;
  pid: number;
  /** Replaces the token file. */
  writeToken(token: string): void;
  /** Replaces the certificate. @returns the new one in PEM */
  writeCertificate(): Promise<string>;
  /** Whether anybody reads its log. */
  readLog(read: boolean): void;
  /** Resident memory in bytes and open file handles, after a moment without load. */
  usage(): Promise<{ memory: number; handles: number }>;
  /** Memory in bytes that it shares with no other process now, which Windows counts against the limit of the pod. */
  privateNow(): number;
  /** Ends it without a chance to write anything. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export const firstToken = 'the-first-token-of-the-soak-1234567890';
let program: Promise<string> | null = null;

const clock = fileURLToPath(new URL('clock.ts', import.meta.url));

/**
 * @param folder its own, for the certificate and the tokens
 * @param options.handles how many it may have open; absent: as many as this machine gives
 * @param options.state the folder of its history; absent: its own
 * @param options.kubeconfig of the API server that it asks, also who its readers are; absent: none
 * @param options.limit of its memory; absent: none
 */
export async function startAgent(
  folder: string,
  {
    handles,
    state = folder,
    kubeconfig,
    limit,
  }: { handles?: number; state?: string; kubeconfig?: string; limit?: MemoryLimit } = {},
): Promise<SoakedAgent> {
  const [cert, key, tokens] = ['tls.crt', 'tls.key', 'tokens'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const writeToken = (token: string) => writeFileSync(tokens, `${token}\n`);
  async function writeCertificate() {
    const pair = await makeSelfSigned({ names: ['localhost'], from: new Date(), validMs: 86_400_000 });
    writeFileSync(cert, pair.cert);
    writeFileSync(key, pair.key);
    return pair.cert;
  }
  writeToken(firstToken);
  await writeCertificate();

  const listen = ['--listen', '127.0.0.1:0', '--listen', '0.0.0.0:0', '--interval', '10', '--state-dir', state];
  const readers = ['--tls-cert', cert, '--tls-key', key, '--auth-token-file', tokens, '--log-level', 'debug'];
  const auth = kubeconfig === undefined ? [] : ['--auth', 'kubernetes'];
  program ??= bundle();
  const few = handles === undefined ? '' : `ulimit -n ${handles}; `;
  const begin = limit === undefined ? 'exec "$@"' : joining(limit.join);
  const line = [
    process.execPath,
    '--import',
    clock,
    ...sideOf(await program, ['serve', ...listen, ...readers, ...auth]),
  ];
  const env = { ...process.env, KUBECONFIG: kubeconfig ?? '/nonexistent' };
  const child = spawn('sh', ['-c', `${few}${begin}`, 'sh', ...line], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ports: number[] = [];
  const lines = createInterface(child.stderr);
  const listening = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      const port = /"port":(\d+)/.exec(line)?.[1];
      if (port !== undefined) ports.push(Number(port));
      if (ports.length === 2) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the agent ended with ${code}`)));
  });
  await listening;
  const [loopbackPort = 0, readersPort = 0] = ports;
  const pid = child.pid ?? 0;
  async function end(signal: NodeJS.Signals) {
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  return {
    loopbackPort,
    readersPort,
    folder,
    pid,
    writeToken,
    writeCertificate,
    readLog: (read) => void (read ? child.stderr.resume() : child.stderr.pause()),
    async usage() {
      await sleep(5000);
      return { memory: memoryOf(pid, 'VmRSS'), handles: readdirSync(`/proc/${pid}/fd`).length };
    },
    privateNow: () => memoryOf(pid, 'RssAnon'),
    kill: () => end('SIGKILL'),
    close: () => end('SIGTERM'),
  };
}

/** In bytes, by a field of /proc/pid/status, which proc(5) explains; 0: it has ended. */
function memoryOf(pid: number, field: 'VmRSS' | 'RssAnon'): number {
  try {
    const kib = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib ?? 0) * 1024;
  } catch {
    return 0;
  }
}
