import { claim } from '../../scripts/lab/claim.ts';
import { make } from '../../scripts/lab/made.ts';
import { type LabNode, startNode } from '../../scripts/lab/node.ts';
import type { Scenario } from '../../scripts/lab/scenario.ts';
import { strictAgent } from '../win32/strict-koffi.ts';

/**
 * Runs a test on a lab node of its own, where the agent is held to what Windows demands of each native call, and ends the node
 * whatever came of it.
 */
export async function withNode<T>(name: string, scenario: Scenario, run: (node: LabNode) => Promise<T>): Promise<T> {
  const made = await make(() => undefined);
  const node = await startNode(await claim(`test-${name}`), scenario, made, [strictAgent]);
  try {
    return await run(node);
  } finally {
    await node.close();
  }
}
