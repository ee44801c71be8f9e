import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { allWords } from '../../agent/signatures/index.ts';
import { bundleForExecutable, platformsOf, writeExecutable } from '../../image/executable.ts';
import { writePackage } from '../../image/npm.ts';
import { median } from './median.ts';
import type { Measure } from './results.ts';

const story = fileURLToPath(new URL('../../test/nodes/healthy/snapshot.json', import.meta.url));
const manifest = fileURLToPath(new URL('../../manifests/base/daemon-set.yaml', import.meta.url));
const failure = 'failed to create user process token: failed to logon user: Access is denied.';
const rounds = 5;
const runs = 4;
const goal = 1.5;
const withoutGoal = ['the floor of explain', 'hostprobe --version', 'the executable --version'];

/**
 * Processor time of commands of the npm package, and of the executable for this system, from start to end, with standard
 * output in a pipe, beside `node -e 0`, in turn: the medians of all rounds. The floor is a program that only looks for the
 * words of the known wordings and prints those it finds.
 */
export async function start(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-bench-'));
  await writePackage(folder);
  const program = [process.execPath, join(folder, 'hostprobe.cjs')];
  const executable = await makeExecutable(folder);
  const commands: Record<string, readonly string[]> = {
    'the floor of explain': [process.execPath, writeFloor(folder), failure],
    'hostprobe --version': [...program, '--version'],
    'hostprobe explain': [...program, 'explain', failure],
    'hostprobe lint': [...program, 'lint', manifest],
    'hostprobe report --facts': [...program, 'report', '--facts', story],
    'the executable --version': [executable, '--version'],
    'the executable explain': [executable, 'explain', failure],
    'the executable lint': [executable, 'lint', manifest],
    'the executable report --facts': [executable, 'report', '--facts', story],
  };
  const bare: number[] = [];
  const own = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    bare.push(await processorTime([process.execPath, '-e', '0']));
    for (const [name, times] of own) times.push(await processorTime(commands[name] ?? []));
  }
  return [...own].map(([name, times]) => ({
    what: `processor time of ${name}, median of ${rounds} means of ${runs}`,
    value: median(times),
    unit: 'ms',
    bare: median(bare),
    goal: withoutGoal.includes(name) ? null : goal,
  }));
}

async function makeExecutable(directory: string): Promise<string> {
  const [platform] = platformsOf();
  if (platform === undefined) throw new Error('no executable is made on this system');
  const path = join(directory, platform.program);
  await writeExecutable(path, (await bundleForExecutable()).files, platform);
  return path;
}

function writeFloor(directory: string): string {
  const path = join(directory, 'floor.cjs');
  const code = `const { writeSync } = require('node:fs');
writeSync(1, ${JSON.stringify(allWords)}.filter((word) => process.argv[2].includes(word)).join('\\n'));
process.exit(0);
`;
  writeFileSync(path, code);
  return path;
}

/**
 * User and system time of one process in milliseconds: what sh says of some of them, because it counts in hundredths of a
 * second. bash would count its own fork, which is larger than node's start.
 */
async function processorTime(command: readonly string[]): Promise<number> {
  const env = { PATH: process.env.PATH ?? '' };
  const times = Array.from({ length: runs }, () => '"$@" || [ $? -eq 1 ] || exit 3').join('\n');
  const shell = ['-c', `${times}\ntimes >&2`, 'sh', ...command];
  const { exitCode, stderr } = await execa('sh', shell, { env, extendEnv: false, reject: false });
  const [, ...spent] = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(stderr)?.map(Number) ?? [];
  // 1, which sh lets pass: a finding failed, or a manifest has a problem.
  if (exitCode !== 0 || spent.length < 4) throw new Error(`${command.join(' ')} ended with ${exitCode}: ${stderr}`);
  const [userMinutes = 0, user = 0, systemMinutes = 0, system = 0] = spent;
  return (((userMinutes + systemMinutes) * 60 + user + system) * 1000) / runs;
}
