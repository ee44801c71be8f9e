import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { comparisonSchema } from '../../agent/compare/schema.ts';
import { drawOf } from '../compare/draw.ts';
import { models, poolOf } from '../compare/pools.ts';
import { set } from '../compare/recorded.ts';
import { run } from '../run.ts';

const service = ['facts', 'services', 'value', 'containerd', 'value'];

/** Files of four nodes of a pool, of which the first is broken. */
function savedPool(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-compare-'));
  const [model] = models;
  if (model === undefined) throw new Error('there are models');
  const nodes = poolOf(drawOf(3, 'command'), { model, size: 4, rolling: false });
  set(nodes[0] ?? null, [...service, 'startType'], 'disabled');
  set(nodes[0] ?? null, [...service, 'account'], '.\\k8s-admin');
  return nodes.map((node, index) => {
    const path = join(folder, `node-${index}.json`);
    writeFileSync(path, JSON.stringify(node));
    return path;
  });
}

test('what differs on a node is told with the values of both sides, and how to look closer', async () => {
  const { code, stdout } = await run(['compare', ...savedPool()]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/differs from its 3 peers in 1 thing/);
  expect(stdout).toMatch(/services containerd account is \.\\k8s-admin; all 3 peers have LocalSystem/);
  expect(stdout).toMatch(/start type: disabled, peers auto/);
  expect(stdout).toMatch(/sc\.exe qc containerd/);
});

test('peers do not differ from each other, and one node alone has none', async () => {
  const [, ...peers] = savedPool();
  expect((await run(['compare', ...peers])).code).toBe(0);
  const { code, stdout } = await run(['compare', ...peers.slice(0, 1)]);
  expect([code, stdout]).toEqual([2, expect.stringMatching(/There is no peer to compare with: it takes/)]);
});

test('the JSON has the published shape, and the page the sentences', async () => {
  const pool = savedPool();
  const { differences } = comparisonSchema.parse(JSON.parse((await run(['compare', '-o', 'json', ...pool])).stdout));
  expect(differences[0]).toMatchObject({ there: 'LocalSystem', sharing: 3, of: 3 });
  const { stdout } = await run(['compare', '-o', 'html', ...pool]);
  expect(stdout).toContain('all 3 peers have LocalSystem');
  expect(stdout).not.toContain('<script');
});

test('what is no list of a node and its peers is refused with the way out', async () => {
  expect((await run(['compare'])).stderr).toMatch(/name the snapshots or bundles of a node and of its healthy peers/);
  expect(await run(['compare', 'absent.json'])).toMatchObject({ code: 64 });
});
