import * as z from 'zod';
import { factIds } from '../fact/ids.ts';
import { fact } from '../fact/schema.ts';
import { factSchemas } from '../facts/index.ts';
import { setup } from '../facts/setup.ts';
import { type Facts, schemaVersion } from '../snapshot.ts';

const facts = z.object(
  Object.fromEntries(factIds.map((id) => [id, fact(factSchemas[id])])),
  // The compiler cannot follow Object.fromEntries over a mapped type; the keys are factIds, the values their schemas.
) as unknown as z.ZodType<Facts>;

/** All that was seen of one node at one time. The same snapshot gives the same report on any machine. */
export const snapshotSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  tool: z.object({ name: z.literal('hostprobe'), version: z.string() }),
  node: z.string(),
  at: z.iso.datetime(),
  /** Questions that were not answered by the node itself; empty on a real one. */
  standIns: z.array(z.string()),
  facts,
  /** Left out: it was not asked for. */
  setup: fact(setup).exactOptional(),
});
