import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { allWords } from '../../agent/signatures/known-words.ts';
import { bundleForExecutable, platformsOf, writeExecutable } from '../../image/executable.ts';
import { program, writePackage } from '../../image/npm.ts';
import { toolPath } from '../../test/deployment/render.ts';
import { median } from './median.ts';
import type { Measure } from './results.ts';

const story = fileURLToPath(new URL('../../test/nodes/healthy/snapshot.json', import.meta.url));
const manifest = fileURLToPath(new URL('../../manifests/base/daemon-set.yaml', import.meta.url));
const failure = 'failed to create user process token: failed to logon user: Access is denied.';
const rounds = 5;
const runs = 4;
const goal = 1.5;
const commands: Readonly<Record<string, readonly string[]>> = {
  '--version': ['--version'],
  explain: ['explain', failure],
  lint: ['lint', manifest],
  'report --facts': ['report', '--facts', story],
};

/** Two commands that are compared: hostprobe's, and another. */
interface Compared {
  what: string;
  own: readonly string[];
  bare: readonly string[];
  goal: number | null;
}

/**
 * Processor time of commands of the npm package, and of the executable for this system, from start to end, with standard
 * output in a pipe, beside an empty program that is made and started in the same way, in turn: the medians of all rounds. The floor
 * is a program that only looks for the words of the known wordings and prints those it finds.
 */
export async function start(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-bench-'));
  const scripts = join(folder, 'package');
  await writePackage(scripts);
  const [own, bare] = [join(scripts, program), join(folder, program)];
  writeFileSync(bare, emptyProgram);
  const executables = {
    own: await makeExecutable(join(folder, 'own'), (await bundleForExecutable()).files),
    bare: await makeExecutable(join(folder, 'bare'), { [program]: emptyProgram }),
  };
  const compared = [
    {
      what: 'the floor of explain',
      own: [process.execPath, writeFloor(folder), failure],
      bare: [process.execPath, bare],
      goal: null,
    },
    ...comparedAs('hostprobe', [process.execPath, own], [process.execPath, bare]),
    ...comparedAs('the executable', [executables.own], [executables.bare]),
    ...[
      { other: 'kubectl version --client', bare: [await toolPath('kubectl'), 'version', '--client'], goal },
      { other: 'helm version', bare: [await toolPath('helm'), 'version'], goal: null },
    ].map(({ other, bare, goal }) => ({
      ...{ what: `the executable explain, beside ${other}`, own: [executables.own, 'explain', failure] },
      ...{ bare, goal },
    })),
  ];
  const times = compared.map(() => ({ own: [] as number[], bare: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { own, bare }] of compared.entries()) {
      times[index]?.bare.push(await processorTime(bare));
      times[index]?.own.push(await processorTime(own));
    }
  }
  return compared.map(({ what, goal }, index) => ({
    what: `processor time of ${what}, median of ${rounds} means of ${runs}`,
    value: median(times[index]?.own ?? []),
    unit: 'ms',
    bare: median(times[index]?.bare ?? []),
    goal,
  }));
}

/** The same arguments on both sides. */
export const comparedAs = (name: string, own: readonly string[], bare: readonly string[]): Compared[] =>
  Object.entries(commands).map(([command, args]) => ({
    what: `${name} ${command}`,
    own: [...own, ...args],
    bare: [...bare, ...args],
    goal: command === '--version' ? null : goal,
  }));

/** It ends as hostprobe does. */
const emptyProgram = 'process.exit(0);\n';

async function makeExecutable(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  const [platform] = platformsOf();
  if (platform === undefined) throw new Error('no executable is made on this system');
  mkdirSync(folder);
  const path = join(folder, platform.program);
  await writeExecutable(path, files, platform);
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
