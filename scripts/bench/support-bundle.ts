import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { usualLevel } from '../../agent/bundle/packer/zip-writer.ts';
import { createRedactionStream } from '../../agent/redact/stream.ts';
import { createRedactor } from '../../agent/redact.ts';
import { bundle } from './bundle.ts';
import { logText } from './log-text.ts';
import { longestLag } from './request-holds.ts';
import type { Measure } from './results.ts';
import { startServer } from './server.ts';
import { sideOf } from './sides.ts';

const pieceLength = 64 * 1024;
const fileCount = 50;
const fileBytes = 100_000_000;
/** A bundle takes the end of each file. Only that has lines here; the rest is a hole that takes no room on the disk. */
const tailBytes = 10_000_000;
const takenBytes = 100_000_000;
/** If it waited longer for a processor, the machine held the event loop, not hostprobe. */
const maxWaitedMs = 100;

/**
 * A bundle of a node with 5 GB of logs: its size, the memory that an otherwise idle server takes for it, and its time beside
 * `zip` of the same bytes at the same level of compression.
 */
export async function supportBundle(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-bench-logs-'));
  try {
    const tails = writeLogs(folder);
    await using server = await startServer(await bundle('scripts/bench/bundle-server.ts'), [folder]);
    // The first bundle loads the modules.
    await take(server.port, '?max-size=1MB');
    const idleMiB = await server.residentMiB();
    const origin = `http://127.0.0.1:${server.port}`;
    await longestLag(origin);
    const waited = server.waitedMs();
    const usedBefore = server.processorSeconds();
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
    const processorSeconds = server.processorSeconds() - usedBefore;
    isDone = true;
    await watching;
    const heldMs = await longestLag(origin);
    const isBusy = server.waitedMs() - waited > maxWaitedMs;
    await server.close();
    const zip = await timeZip(folder, tails);
    const redactionSeconds = timeRedaction(tails[0] ?? '');
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
        bare: zip?.seconds ?? null,
        goal: null,
      },
      {
        what: 'the same in processor time, which other work on the machine changes less',
        value: processorSeconds,
        unit: 's',
        bare: zip?.processorSeconds ?? null,
        goal: zip === null ? null : 2,
      },
      {
        what: 'redaction alone, in MB for a second of the processor, beside those of zip',
        value: tailBytes / 1e6 / redactionSeconds,
        unit: 'MB/s',
        bare: zip === null ? null : takenBytes / 1e6 / zip.processorSeconds,
        goal: null,
      },
      ...(await redactionSteps()),
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
    writeSync(file, logText(age, tailBytes), 0, tailBytes, fileBytes - tailBytes);
    closeSync(file);
    const writtenAt = new Date(Date.UTC(2026, 10, 1) - age * 3_600_000);
    utimesSync(path, writtenAt, writtenAt);
    return path;
  });
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

/** Redaction alone, in a process without the flags of the agent, as in hostprobe redact; in s of processor time. */
function timeRedaction(path: string): number {
  const text = readFileSync(path).subarray(-tailBytes).toString();
  const stream = createRedactionStream(createRedactor());
  const before = process.threadCpuUsage();
  for (let at = 0; at < text.length; at += pieceLength) stream.push(text.slice(at, at + pieceLength));
  stream.end();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1e6;
}

/** The longest step of each text, in which nothing else gets its turn; in ms of processor time. */
async function redactionSteps(): Promise<Measure[]> {
  const program = fileURLToPath(new URL('redaction-steps.ts', import.meta.url));
  const { stdout } = await execa(process.execPath, sideOf(program));
  const results: { what: string; longestMs: number }[] = JSON.parse(stdout);
  return results.map(({ what, longestMs }) => ({
    what: `longest step of redaction: ${what}`,
    value: longestMs,
    unit: 'ms',
    bare: null,
    goal: 50,
  }));
}

/** In s, by the clock and of processor time; null: this machine has no zip. */
async function timeZip(
  folder: string,
  logs: readonly string[],
): Promise<{ seconds: number; processorSeconds: number } | null> {
  const tails = logs.slice(0, takenBytes / tailBytes).map((path, index) => {
    const tail = join(folder, `tail-${index}.log`);
    writeFileSync(tail, readFileSync(path).subarray(-tailBytes));
    return tail;
  });
  const started = performance.now();
  const { failed, exitCode, stdout } = await execa(
    'sh',
    ['-c', `zip -q -${usualLevel} "$@" && times`, 'sh', join(folder, 'tails.zip'), ...tails],
    { reject: false },
  );
  const seconds = (performance.now() - started) / 1000;
  if (!failed) return { seconds, processorSeconds: ofChildren(stdout) };
  if (exitCode !== 127) throw new Error('zip failed');
  console.error('hostprobe: zip is not installed, so there is nothing to compare with: apt-get install zip');
  return null;
}

/** What `times` of sh prints: a line of its own user and system time, and a line of its children. */
const ofChildren = (printed: string) =>
  [...(printed.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
