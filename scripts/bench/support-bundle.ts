import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { nodeFlags } from '../../image/bundle.ts';
import { longestLag } from './request-holds.ts';
import type { Measure } from './results.ts';
import { startServer } from './server.ts';

const fileCount = 50;
const fileBytes = 100_000_000;
/** A bundle takes the end of each file. Only that has lines here; the rest is a hole that takes no room on the disk. */
const tailBytes = 10_000_000;
const takenBytes = 100_000_000;
/** If it waited longer for a processor, the machine held the event loop, not hostprobe. */
const maxWaitedMs = 100;

/**
 * A bundle of a node with 5 GB of logs: its size, the memory that an otherwise idle server takes for it, and its time beside
 * `zip` of the same bytes.
 */
export async function supportBundle(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-bench-logs-'));
  try {
    const tails = writeLogs(folder);
    const program = fileURLToPath(new URL('bundle-server.ts', import.meta.url));
    const server = await startServer([...nodeFlags, program, folder]);
    // The first bundle loads the modules.
    await take(server.port, '?max-size=1MB');
    const idleMiB = await server.residentMiB();
    const origin = `http://127.0.0.1:${server.port}`;
    await longestLag(origin);
    const waited = server.waitedMs();
    const taking = take(server.port);
    let peakMiB = idleMiB;
    let isDone = false;
    const watching = (async () => {
      while (!isDone) {
        peakMiB = Math.max(peakMiB, server.residentNowMiB());
        await sleep(20);
      }
    })();
    const { bytes, seconds } = await taking;
    isDone = true;
    await watching;
    const heldMs = await longestLag(origin);
    const isBusy = server.waitedMs() - waited > maxWaitedMs;
    await server.close();
    const zipSeconds = await timeZip(folder, tails);
    return [
      {
        what: 'a bundle of a node with 5 GB of logs',
        value: bytes / 1e6,
        unit: 'MB',
        bare: null,
        goal: takenBytes / 1e6,
      },
      { what: 'resident memory during it, over idle', value: peakMiB - idleMiB, unit: 'MiB', bare: null, goal: 64 },
      {
        what: `longest hold of the event loop${isBusy ? ', not judged: the processor was busy' : ''}`,
        value: heldMs,
        unit: 'ms',
        bare: null,
        goal: isBusy ? null : 50,
      },
      {
        what: `${takenBytes / 1e6} MB of logs, redacted and packed, beside zip alone`,
        value: seconds,
        unit: 's',
        bare: zipSeconds,
        goal: zipSeconds === null ? null : 2,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes one log in many files, the newest first. */
function writeLogs(folder: string): string[] {
  return Array.from({ length: fileCount }, (_, age) => {
    const path = join(folder, age === 0 ? 'kubelet.log' : `kubelet.log.${age}`);
    const file = openSync(path, 'w');
    writeSync(file, tailOf(age), 0, tailBytes, fileBytes - tailBytes);
    closeSync(file);
    const writtenAt = new Date(Date.UTC(2026, 10, 1) - age * 3_600_000);
    utimesSync(path, writtenAt, writtenAt);
    return path;
  });
}

function tailOf(seed: number): Buffer {
  const lines: string[] = ['\n'];
  for (let length = 0, line = seed * 1e6; length < tailBytes; line++) {
    const text = `I1101 12:00:${String(line % 60).padStart(2, '0')}.${String(line % 1e6).padStart(6, '0')}    1200 kuberuntime_manager.go:${line % 900}] "Container ${((line * 2_654_435_761) >>> 0).toString(16)} of pod" pod="kube-system/coredns-${(line * 7919) % 10_007}" restarts=${line % 13}\n`;
    lines.push(text);
    length += text.length;
  }
  return Buffer.from(lines.join('')).subarray(0, tailBytes);
}

async function take(port: number, query = ''): Promise<{ bytes: number; seconds: number }> {
  const started = performance.now();
  const asked = get({ host: '127.0.0.1', port, path: `/bundle${query}`, agent: false });
  // The event has one argument, which the types of `once` do not tell.
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`GET /bundle answers ${answer.statusCode}`);
  let bytes = 0;
  for await (const chunk of answer) bytes += chunk.length;
  return { bytes, seconds: (performance.now() - started) / 1000 };
}

/** null: this machine has no zip. */
async function timeZip(folder: string, logs: readonly string[]): Promise<number | null> {
  const tails = logs.slice(0, takenBytes / tailBytes).map((path, index) => {
    const tail = join(folder, `tail-${index}.log`);
    writeFileSync(tail, readFileSync(path).subarray(-tailBytes));
    return tail;
  });
  const started = performance.now();
  const { failed, code } = await execa('zip', ['-q', join(folder, 'tails.zip'), ...tails], { reject: false });
  if (!failed) return (performance.now() - started) / 1000;
  if (code !== 'ENOENT') throw new Error('zip failed');
  console.error('hostprobe: zip is not installed, so there is nothing to compare with: apt-get install zip');
  return null;
}
