import * as z from 'zod';
import { part } from '../fact/schema.ts';

export const account = z.object({
  sid: z.string(),
  /** `DOMAIN\name` in the system's language; null when the SID maps to nothing or was not looked up. */
  name: z.string().nullable(),
});
export type Account = z.infer<typeof account>;

const processFact = z.object({
  pid: z.number(),
  parentPid: z.number(),
  /** Program name of the parent; null when it has gone. */
  parentName: z.string().nullable(),
  image: part(z.string()),
  account: part(account),
  startedAt: part(z.iso.datetime()),
  commandLine: part(z.string()),
});
export type ProcessFact = z.infer<typeof processFact>;

/** The running processes by program name, no matter what wraps or starts them. Newest first. */
export const runtimeProcess = z.object({
  containerd: z.array(processFact),
  shims: z.array(processFact),
  kubelet: z.array(processFact),
  'kube-proxy': z.array(processFact),
  /** How many of each there are; a list holds at most the 50 newest. */
  counts: z.object({ containerd: z.number(), shims: z.number(), kubelet: z.number(), 'kube-proxy': z.number() }),
});
export type RuntimeProcess = z.infer<typeof runtimeProcess>;
