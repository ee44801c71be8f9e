import * as z from 'zod';
import { objects, part } from '../fact/schema.ts';

export const accountRight = z.enum([
  'SeInteractiveLogonRight',
  'SeDenyInteractiveLogonRight',
  'SeServiceLogonRight',
  'SeDenyServiceLogonRight',
]);
export type AccountRight = z.infer<typeof accountRight>;

export const accounts = z.object({
  join: part(z.object({ kind: z.enum(['none', 'workgroup', 'domain', 'unknown']), name: z.string() })),
  groups: part(
    objects({
      name: z.string(),
      /** `name` null: the account of the SID is gone. */
      members: part(z.array(z.object({ sid: z.string(), name: z.string().nullable() }))),
      /** Whether NetLocalGroupGetInfo finds it, which decides for the shim. Left out by an agent that did not ask yet. */
      found: part(z.boolean()).exactOptional(),
    }),
  ),
  users: part(
    z.array(z.object({ name: z.string(), disabled: z.boolean(), locked: z.boolean(), passwordExpired: z.boolean() })),
  ),
  /** Holders by SID, granted directly; a right without holders is an empty list. Administrators only. */
  rights: part(z.partialRecord(accountRight, z.array(z.string()))),
  /** Which of the lists above were cut at their bound. */
  truncated: z.array(z.enum(['groups', 'members', 'users'])),
});
export type AccountsFact = z.infer<typeof accounts>;
