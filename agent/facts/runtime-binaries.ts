import * as z from 'zod';
import { nullable, part } from '../fact/schema.ts';
import { runtimeHandler } from './runtime.ts';

const binary = z.object({
  path: z.string(),
  modifiedAt: z.iso.datetime(),
  /** By its build information, else what `--version` prints; null when neither contains a version. */
  version: part(z.string().nullable()),
  /** From the version resource, which makes Windows load the file: read only if the above does not have it. */
  fileVersion: part(z.string().nullable()).exactOptional(),
  /** How Go built it; left out for other programs and if the file could not be read. */
  build: z.object({ go: z.string(), module: z.string(), revision: z.string().nullable() }).exactOptional(),
});

/** A program of Kubernetes that runs; `version` null: its build information does not have it. */
const component = z.object({ path: z.string(), version: part(z.string().nullable()) });

export const runtimeBinaries = z.object({
  /** What the service starts or what runs; null where neither shows it and Program Files has none. */
  containerd: binary.nullable(),
  /** What containerd starts for the next pod: the first in the PATH of services, else the one in containerd's folder. */
  shim: binary.nullable(),
  /** null: none runs under that name, or its file could not be named. Left out by older agents. */
  kubelet: component.nullable().exactOptional(),
  'kube-proxy': component.nullable().exactOptional(),
  /** bindfltapi.dll in System32 decides the mode of shims from 0.10.0-rc.0 on. */
  bindFilter: z.object({
    path: z.string(),
    present: part(z.boolean()),
    modifiedAt: z.iso.datetime().nullable(),
  }),
  /** config.toml with its imports: what hostprobe reads of them; null when the file does not exist. */
  config: part(
    nullable({
      path: z.string(),
      modifiedAt: z.iso.datetime(),
      grpcAddress: z.string().nullable(),
      root: z.string().nullable(),
      state: z.string().nullable(),
      /** Where its CRI plugin looks for the network of pods; left out: it does not say. */
      cni: z.object({ directory: z.string().nullable(), programs: z.array(z.string()) }).exactOptional(),
      /** The files that it imports, in the order in which containerd merges them; left out if there are none. */
      imports: z.array(z.object({ path: z.string(), modifiedAt: z.iso.datetime() })).exactOptional(),
      /**
       * The runtime handlers that it sets; empty: containerd's defaults. Left out where no command line shows that
       * containerd reads this file, and where several files set them, which releases of containerd merge differently.
       */
      handlers: z.array(runtimeHandler).exactOptional(),
      /** What containerd refuses, it or a file that it imports: containerd does not start again with it. Left out: nothing. */
      refused: z.object({ path: z.string(), line: z.number().nullable(), message: z.string() }).exactOptional(),
    }),
  ),
  /**
   * Where containerd writes its log. `nowhere`: a service without --log-file writes to NUL. `wrapper` with a path of null:
   * the wrapper keeps nothing. `parent`: the program that contains containerd keeps it, where it likes.
   */
  log: z.object({
    to: z.enum(['file', 'wrapper', 'parent', 'nowhere', 'unknown']),
    path: z.string().nullable(),
  }),
});
export type RuntimeBinaries = z.infer<typeof runtimeBinaries>;
