import * as z from 'zod';
import { nullable, part } from '../fact/schema.ts';

const containerUsage = z.object({
  id: z.string(),
  namespace: z.string(),
  pod: z.string(),
  name: z.string(),
  /** Its job object; null: there is none of its name, because it has ended or never began. */
  job: part(
    nullable({
      /** How many processes are in it now. */
      processes: z.number(),
      /** Since it was made, also of processes that ended. */
      cpuSeconds: z.number(),
      /** Committed now, and at most. */
      memoryBytes: z.number(),
      peakMemoryBytes: z.number(),
      memoryLimitBytes: z.number().nullable(),
      /** Of its processes; null: not known. */
      handles: z.number().nullable(),
    }),
  ),
});
export type ContainerUsage = z.infer<typeof containerUsage>;

const programUsage = z.object({
  program: z.enum(['containerd', 'shim', 'kubelet']),
  pid: z.number(),
  /** Of a shim, by its command line; null: not known. */
  sandboxId: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  cpuSeconds: z.number(),
  /** Committed, whether in memory or paged out. */
  memoryBytes: z.number(),
  handles: z.number(),
  /** Base priority: 4 idle, 6 below normal, 8 normal, 10 above normal, 13 high. */
  priority: z.number(),
});
export type ProgramUsage = z.infer<typeof programUsage>;

/** What HostProcess containers, containerd, its shims and the kubelet use. */
export const usage = z.object({
  /** By containerd's state folder, which administrators may read; at most 100. */
  containers: part(z.array(containerUsage)),
  /** Of the shims the ten that commit most. */
  programs: part(z.array(programUsage)),
});
