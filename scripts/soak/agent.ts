import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeSelfSigned } from '../../agent/server/tls/self-signed.ts';

/** A real agent on this machine, with a plain listener on loopback and one with TLS and tokens. */
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
  close(): Promise<void>;
}

export const firstToken = 'the-first-token-of-the-soak-1234567890';
const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url));

const clock = fileURLToPath(new URL('clock.ts', import.meta.url));

/** @param options.handles how many it may have open; absent: as many as this machine gives */
export async function startAgent(folder: string, { handles }: { handles?: number } = {}): Promise<SoakedAgent> {
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

  const listen = ['--listen', '127.0.0.1:0', '--listen', '0.0.0.0:0', '--interval', '10', '--state-dir', folder];
  const readers = ['--tls-cert', cert, '--tls-key', key, '--auth-token-file', tokens, '--log-level', 'debug'];
  const limit = handles === undefined ? '' : `ulimit -n ${handles}; `;
  const line = [process.execPath, '--import', clock, main, 'serve', ...listen, ...readers];
  const child = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', ...line], { stdio: ['ignore', 'ignore', 'pipe'] });
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
      const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return { memory: Number(kib) * 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
    },
    async close() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
