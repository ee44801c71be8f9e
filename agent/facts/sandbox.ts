import * as z from 'zod';
import { part } from '../fact/schema.ts';

/**
 * CONTAINER_SANDBOX_MOUNT_POINT of this process.
 * Forms (hostprocess-container rootfs by shim generation and bindfltapi.dll):
 * `unset`; `volume` C:\C\<id> (containerd 1.6); `fallback` C:\hpc\<id> (1.7 and up without the bind filter);
 * `bind` C:\hpc (with it); `custom` anything else (the rootfs-location annotation).
 */
const sandboxForm = z.enum(['unset', 'volume', 'fallback', 'bind', 'custom']);
export type SandboxForm = z.infer<typeof sandboxForm>;

export const sandbox = z.object({
  mountPoint: z.string().nullable(),
  form: sandboxForm,
  containerId: z.string().nullable(),
  /** The directory that the variable names; null when it is not there or the variable is unset. */
  root: part(z.object({ entries: z.array(z.string()), truncated: z.boolean() }).nullable()),
  /** Whether this account can create files there; null when the directory does not exist. */
  writable: part(z.boolean().nullable()),
  /** Name of the volume mounted at the root; null in bind mode, where the root is not a mount point. */
  mountedVolume: part(z.string().nullable()),
  finalPath: part(z.string().nullable()),
  workingDirectory: z.string(),
  /** Where `.\x` leads from here, and where `/x` does: both depend on the working directory. */
  relativeResolvesTo: z.string(),
  rootedResolvesTo: z.string(),
  executable: z.string(),
});
