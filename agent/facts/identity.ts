import * as z from 'zod';
import { part } from '../fact/schema.ts';
import { account } from './runtime-process.ts';

/** Who hostprobe itself runs as, and in what. */
export const identity = z.object({
  token: part(
    z.object({
      user: account,
      groups: z.array(z.object({ sid: z.string(), name: z.string().nullable(), enabled: z.boolean() })),
      privileges: z.array(z.object({ name: z.string(), enabled: z.boolean() })),
      integrity: z.enum(['untrusted', 'low', 'medium', 'high', 'system']),
      elevated: z.boolean(),
      sessionId: z.number(),
    }),
  ),
  inJob: part(z.boolean()),
  /** null: in no silo. `server`: the silo is a process-isolated container's. */
  silo: part(z.object({ id: z.number(), server: z.boolean() }).nullable()),
  pid: z.number(),
  parent: part(z.object({ pid: z.number(), name: z.string().nullable() })),
});
export type Identity = z.infer<typeof identity>;
