import * as z from 'zod';
import { schemaVersion } from '../../snapshot.ts';

const side = z.object({
  /** As the user named it. */
  bundle: z.string(),
  node: z.string(),
  at: z.iso.datetime(),
});

/** null: none, such as a service that does not exist or a failure that did not occur. */
const value = z.string().nullable();

/** What `bundle --diff` prints: how two nodes differ, or one node at two times. */
export const bundleDifferenceSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  a: side,
  b: side,
  /** A kind and a name: "finding disk-space", "service kubelet state", "diagnosis logon-denied", "file config/containerd.toml". */
  differences: z.array(z.object({ what: z.string(), a: value, b: value })),
  /** What may differ: it is known of one side only, or not for sure. */
  notCompared: z.array(z.object({ what: z.string(), a: value.exactOptional(), b: value.exactOptional() })),
});
export type BundleDifference = z.infer<typeof bundleDifferenceSchema>;
export type NotCompared = BundleDifference['notCompared'][number];
