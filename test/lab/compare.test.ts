import { beforeAll, expect, test } from 'vitest';
import { compareNode } from '../../agent/compare/comparison.ts';
import { readSnapshot } from '../../agent/snapshot/read.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import type { Scenario } from '../../scripts/lab/scenario.ts';
import { scenarioOf } from '../../scripts/lab/scenarios.ts';
import { withNode } from './with-node.ts';

const healthy = scenarioOf('healthy-1.7');

/** What a lab node tells of itself, its setup too. Lab nodes have one name, so each gets its own. */
const seenOn = (name: string, scenario: Scenario): Promise<Snapshot> =>
  withNode(`compare-${name}`, scenario, async (node) => {
    const agent = startAgent(node, 'facts', ['facts', '--with', 'setup']);
    expect(await agent.exited, agent.log()).toBeLessThan(3);
    return { ...readSnapshot(agent.stdout(), `${name}.json`), node: name };
  });

let peers: Snapshot[] = [];
beforeAll(async () => {
  peers = [await seenOn('win-1', healthy), await seenOn('win-2', healthy)];
});

test.each<[string, Scenario, RegExp]>([
  [
    'a line in the hosts file, for which there is no check',
    { ...healthy, files: { 'C:\\windows\\system32\\drivers\\etc\\hosts': '10.20.0.5 registry.example\r\n' } },
    /hosts.*registry\.example/s,
  ],
  ['a containerd that runs as a user', scenarioOf('containerd-user-account'), /account/],
  ['a shim of another release', scenarioOf('shim-released'), /shim/],
])('of three lab nodes the broken one is told by what was broken: %s', async (_, scenario, said) => {
  const sick = await seenOn('win-3', scenario);
  // Two peers are few, and lab nodes on one machine differ in what their processes use.
  const { differences } = compareNode(sick, peers);
  expect(JSON.stringify(differences.slice(0, 3))).toMatch(said);
});
