import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { podVariables } from '../../agent/config/pod-variables.ts';
import { claim } from '../lab/claim.ts';
import { make } from '../lab/made.ts';
import { freePort, type LabNode, startNode } from '../lab/node.ts';
import { scenarioOf } from '../lab/scenarios.ts';
import { ensureWine } from '../lab/wine.ts';
import { writeBareServer } from './bare.ts';
import { answers, startNodeExe } from './in-wine.ts';
import { median } from './median.ts';
import { loadNow, type Measure } from './results.ts';

const starts = 5;

/**
 * Time from the start of the process to the first report on a lab node: node.exe under Wine with the real service database,
 * CRI pipe and files. Beside it the time of a bare node:http server in the same node.exe to its first answer.
 */
export async function lab(): Promise<Measure[]> {
  const isBusy = loadNow() > availableParallelism();
  const progress = (line: string) => console.error(`hostprobe: ${line}`);
  await ensureWine({ allowed: true, progress });
  const node = await startNode(await claim('bench'), scenarioOf('healthy-1.7'), await make(progress));
  try {
    await writeBareServer(join(node.cwd, 'bare.mjs'));
    // In a pod the first run waits for a time drawn at random, so that agents that start together do not ask together.
    const byHand = { ...node, env: { ...node.env, [podVariables.podName]: undefined } };
    const [, script = ''] = node.command;
    const [hostprobe, bare]: [number[], number[]] = [[], []];
    for (let start = 0; start < starts; start++) {
      bare.push(await timeUntil(byHand, '/', 'bare.mjs', (port) => [port]));
      hostprobe.push(await timeUntil(byHand, '/readyz', script, (port) => ['serve', '--listen', `127.0.0.1:${port}`]));
    }
    const own = { value: median(hostprobe), unit: 'ms', bare: null };
    return [
      {
        what: `first report, beside the first answer of a bare node.exe server; median of ${starts}`,
        ...own,
        bare: median(bare),
        goal: null,
      },
      isBusy
        ? { what: 'first report, not judged: the processor was busy', ...own, goal: null }
        : { what: 'first report, on a quiet machine', ...own, goal: 1000 },
    ];
  } finally {
    await node.close();
  }
}

/** From the start of a program until it answers there, in ms. */
async function timeUntil(
  node: Pick<LabNode, 'cwd' | 'env'>,
  path: string,
  program: string,
  args: (port: string) => string[],
): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const child = startNodeExe(node, program, args(String(port)));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await answers(`http://127.0.0.1:${port}${path}`);
  const ms = performance.now() - started;
  child.kill('SIGKILL');
  await ended;
  return ms;
}
