import { beforeAll } from 'vitest';
import { claim } from '../../scripts/lab/claim.ts';
import { make } from '../../scripts/lab/made.ts';
import { type LabNode, startNode } from '../../scripts/lab/node.ts';
import type { Scenario } from '../../scripts/lab/scenario.ts';
import { strictAgent } from '../win32/strict-koffi.ts';

/**
 * Starts a lab node where the agent is held to what Windows demands of each native call.
 * @param name its own among all tests
 */
const started = async (name: string, scenario: Scenario): Promise<LabNode> =>
  startNode(await claim(`test-${name}`), scenario, await make(() => undefined), [strictAgent]);

/** Runs a test on a lab node of its own, and ends the node whatever came of it. */
export async function withNode<T>(name: string, scenario: Scenario, run: (node: LabNode) => Promise<T>): Promise<T> {
  const node = await started(name, scenario);
  try {
    return await run(node);
  } finally {
    await node.close();
  }
}

/** One lab node for the tests of a file, which each leave it as it was. */
export function useNode(name: string, scenario: Scenario): () => LabNode {
  let node: LabNode | undefined;
  beforeAll(async () => {
    node = await started(name, scenario);
    return () => node?.close();
  });
  return () => {
    if (node === undefined) throw new Error('the lab node has not started');
    return node;
  };
}
