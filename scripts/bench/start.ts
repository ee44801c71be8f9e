import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { bundle } from './bundle.ts';
import { median } from './median.ts';
import type { Measure } from './results.ts';

const story = fileURLToPath(new URL('../../test/nodes/healthy/snapshot.json', import.meta.url));
const manifest = fileURLToPath(new URL('../../manifests/base/daemon-set.yaml', import.meta.url));
const rounds = 11;
const goal = 1.5;

/** How long commands take from start to end, beside `node -e 0`, in turn: the medians of all rounds. */
export async function start(): Promise<Measure[]> {
  const program = await bundle();
  const commands: Record<string, readonly string[]> = {
    'report --facts': [program, 'report', '--facts', story],
    explain: [program, 'explain', 'failed to create user process token: failed to logon user: Access is denied.'],
    lint: [program, 'lint', manifest],
  };
  const measures: Measure[] = [];
  for (const [name, args] of Object.entries(commands)) {
    const [own, bare]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      bare.push(await milliseconds(['-e', '0']));
      own.push(await milliseconds(args));
    }
    measures.push({
      what: `hostprobe ${name}, beside node -e 0; median of ${rounds}`,
      value: median(own),
      unit: 'ms',
      bare: median(bare),
      goal,
    });
  }
  return measures;
}

async function milliseconds(args: readonly string[]): Promise<number> {
  const started = performance.now();
  const env = { PATH: process.env.PATH ?? '' };
  const { exitCode, stderr } = await execa(process.execPath, args, { env, extendEnv: false, reject: false });
  // 1: a finding failed, or a manifest has a problem.
  if (exitCode !== 0 && exitCode !== 1) throw new Error(`node ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
  return performance.now() - started;
}
