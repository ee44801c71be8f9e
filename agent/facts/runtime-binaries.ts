import { z } from 'zod';
import { part } from '../fact.ts';

const binary = z.object({
  path: z.string(),
  modifiedAt: z.iso.datetime(),
  /** What `--version` prints, without the program's name; null when it prints nothing that looks like a version. */
  version: part(z.string().nullable()),
  /** From the version resource; Go binaries often have none. */
  fileVersion: part(z.string().nullable()),
});

export const runtimeBinaries = z.object({
  /** null: not found beside the service's command line, the running process, or the usual folders. */
  containerd: binary.nullable(),
  shim: binary.nullable(),
  /** bindfltapi.dll in System32 decides the mode of shims from 0.10.0-rc.0 on. */
  bindFilter: z.object({
    path: z.string(),
    present: part(z.boolean()),
    modifiedAt: z.iso.datetime().nullable(),
  }),
  /** config.toml as far as hostprobe reads it; null when there is no such file. */
  config: part(
    z
      .object({
        path: z.string(),
        modifiedAt: z.iso.datetime(),
        grpcAddress: z.string().nullable(),
        root: z.string().nullable(),
        state: z.string().nullable(),
      })
      .nullable(),
  ),
  /** Where containerd's log goes. `nowhere`: a service without --log-file writes to NUL. */
  log: z.object({
    to: z.enum(['file', 'wrapper', 'parent', 'nowhere', 'unknown']),
    path: z.string().nullable(),
  }),
});
export type RuntimeBinaries = z.infer<typeof runtimeBinaries>;
