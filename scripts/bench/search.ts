import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { literalsOfAll } from '../../agent/signatures/index.ts';
import { bundle } from './bundle.ts';
import type { Measure } from './results.ts';
import { tellingUsage } from './usage.ts';

const mebibytes = 1024;
/** What a user cuts off who copies the events of a large cluster. */
const jsonMebibytes = 60;

/** Searches a containerd log for all known wordings, beside ripgrep with the same literals on the same file. */
export async function search(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-bench-'));
  try {
    const at = (name: string) => join(folder, name);
    const [log, half, none, json, literals] = [at('log'), at('half'), at('none'), at('json'), at('literals')];
    await writeLog(log, mebibytes);
    await writeLog(half, mebibytes / 2);
    await writeLog(none, 1);
    await writeJson(json, jsonMebibytes);
    writeFileSync(literals, literalsOfAll().join('\n'));
    const program = await bundle();
    const explain = (path: string) => run(process.execPath, [...tellingUsage, program, 'explain', path]);
    // The first reads fill the file system cache.
    await run('rg', ['-F', '-c', '-f', literals, log]);
    const ripgrep = await run('rg', ['-F', '-c', '-f', literals, log]);
    const [whole, part, idle] = [await explain(log), await explain(half), await explain(none)];
    const events = await explain(json);
    return [
      {
        what: `explain of ${mebibytes} MiB, beside ripgrep -F`,
        value: whole.seconds,
        unit: 's',
        bare: ripgrep.seconds,
        goal: 2,
      },
      { what: 'the same, beside half of the file', value: whole.seconds, unit: 's', bare: part.seconds, goal: 2.5 },
      {
        what: 'memory, over that for 1 MiB',
        value: whole.mebibytes - idle.mebibytes,
        unit: 'MiB',
        bare: null,
        goal: 64,
      },
      {
        what: `explain of ${jsonMebibytes} MiB of events in JSON that is cut off`,
        value: events.seconds,
        unit: 's',
        bare: null,
        goal: 2,
      },
      {
        what: 'its memory, over that for 1 MiB of a log',
        value: events.mebibytes - idle.mebibytes,
        unit: 'MiB',
        bare: null,
        goal: 64,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function run(program: string, args: readonly string[]) {
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.once('error', () => console.error(`hostprobe: ${program} is not installed: apt-get install ripgrep`));
  const [answer, told, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${answer}${told}`);
  return { seconds, mebibytes: told.startsWith('{') ? JSON.parse(told).maxRSS / 1024 : 0 };
}

/** Ordinary lines of containerd, and one failure in ten thousand lines. */
async function writeLog(path: string, size: number): Promise<void> {
  const line = (index: number) =>
    index % 10_000 === 9999
      ? `time="2026-11-01T11:58:03.412907700Z" level=error msg="StartContainer for \\"${index}\\" failed" error="failed to start containerd task \\"${index}\\": failed to create user process token: failed to logon user: Access is denied.: unknown"\n`
      : `time="2026-11-01T11:58:03.412907700Z" level=info msg="Container exec \\"${index}\\" stdin closed" id=4d0c1f7ae0b95a36d1c48f2d7c41b0e9 event=/tasks/exit pod=agent-${index % 97}\n`;
  await fill(path, size, Buffer.from(Array.from({ length: 20_000 }, (_, index) => line(index)).join('')));
}

/** What kubectl get events -o json prints, without its end. One event in ten is a failure. */
async function writeJson(path: string, size: number): Promise<void> {
  const event = (index: number) => ({
    apiVersion: 'v1',
    kind: 'Event',
    involvedObject: { kind: 'Pod', namespace: 'ops', name: `agent-${index % 97}` },
    lastTimestamp: '2026-11-01T11:58:03Z',
    message:
      index % 10 === 9
        ? 'Error: failed to start containerd task "agent": failed to create user process token: failed to logon user: Access is denied.: unknown'
        : 'Successfully pulled image "registry.example/agent:1"',
  });
  const items = Array.from({ length: 1000 }, (_, index) => `${JSON.stringify(event(index), null, 4)},\n`);
  await fill(path, size, Buffer.from(items.join('')), '{"apiVersion":"v1","items":[');
}

async function fill(path: string, size: number, block: Buffer, head = ''): Promise<void> {
  const file = createWriteStream(path);
  file.write(head);
  for (let written = 0; written < size * 2 ** 20; written += block.length) {
    if (!file.write(block)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}
