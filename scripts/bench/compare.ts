import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { compareNode } from '../../agent/compare/comparison.ts';
import { drawOf } from '../../test/compare/draw.ts';
import { askBroken, askHealthy, figuresOf } from '../../test/compare/exam.ts';
import { models, poolOf } from '../../test/compare/pools.ts';
import { toldIn } from '../../test/compare/told.ts';
import { bundle } from './bundle.ts';
import type { Measure } from './results.ts';
import { tellingUsage } from './usage.ts';

const nodes = 1000;
const { HOSTPROBE_SEED = '1' } = process.env;

/** How often the changed place of a node is told, for any seed (HOSTPROBE_SEED), and what a comparison of many nodes costs. */
export async function comparison(): Promise<Measure[]> {
  const seed = Number(HOSTPROBE_SEED);
  return [
    ...missedOf('', { seed }),
    ...missedOf(' (nodes differ as recorded ones do)', { seed, asRecorded: true }),
    ...(await costOfMany()),
  ];
}

/** A measure has a most, and no least: what is missed. */
function missedOf(where: string, question: { seed: number; asRecorded?: boolean }): Measure[] {
  const ask: Parameters<typeof askBroken>[1] = (node, peers) => toldIn(compareNode(node, peers));
  const { first, inFirstThree } = figuresOf(askBroken({ ...question, count: 500 }, ask));
  const healthy = askHealthy({ ...question, count: 200 }, ask);
  const loud = healthy.filter((told) => told.length > 0).length / healthy.length;
  const missed = (what: string, part: number, goal: number): Measure => ({
    ...{ what: `${what}${where}`, value: 100 * part, unit: '%', bare: null, goal },
  });
  return [
    missed('broken nodes whose change is not in the first three', 1 - inFirstThree, 10),
    missed('broken nodes whose change is not the first', 1 - first, 30),
    missed('healthy nodes of which something is told', loud, 1),
  ];
}

async function costOfMany(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-bench-'));
  try {
    const [model] = models;
    if (model === undefined) throw new Error('there are models');
    const pool = poolOf(drawOf(1, 'bench'), { model, size: nodes, rolling: false });
    const files = pool.map((node, index) => {
      const file = join(folder, `${index}.json`);
      writeFileSync(file, JSON.stringify(node));
      return file;
    });
    const program = await bundle();
    const began = performance.now();
    const child = spawn(process.execPath, [...tellingUsage, program, 'compare', '-o', 'json', ...files], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [said, usage] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    const seconds = (performance.now() - began) / 1000;
    const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(usage);
    const { peers } = JSON.parse(said);
    if (peers.length !== nodes - 1) throw new Error(`it compared with ${peers.length} of ${nodes - 1} peers`);
    const what = `compare of ${nodes} snapshots`;
    return [
      { what, value: seconds, unit: 's', bare: null, goal: 10 },
      { what: `${what}: processor`, value: (userCPUTime + systemCPUTime) / 1e6, unit: 's', bare: null, goal: null },
      { what: `${what}: memory`, value: maxRSS / 1024, unit: 'MiB', bare: null, goal: 512 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
