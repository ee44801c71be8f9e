import * as z from 'zod';
import { nullable, part } from '../fact/schema.ts';

const runtimeVersion = z.object({
  name: z.string(),
  /** As the runtime says it: "v1.7.28", "1.7.9+azure". */
  version: z.string(),
  apiVersion: z.string(),
});
export type RuntimeVersion = z.infer<typeof runtimeVersion>;

/** A runtime handler of the CRI plugin, with the patterns of the annotations that it passes to its shim. */
export const runtimeHandler = z.object({
  name: z.string(),
  type: z.string(),
  podAnnotations: z.array(z.string()),
  containerAnnotations: z.array(z.string()),
});
export type RuntimeHandler = z.infer<typeof runtimeHandler>;

const runtimeStatus = z.object({
  conditions: z.array(z.object({ type: z.string(), status: z.boolean(), reason: z.string(), message: z.string() })),
  /** From `info.config`; null when the runtime does not print its configuration. */
  config: nullable({
    defaultHandler: z.string().nullable(),
    snapshotter: z.string().nullable(),
    sandboxImage: z.string().nullable(),
    cniConfDir: z.string().nullable(),
    cniBinDirs: z.array(z.string()),
    handlers: z.array(runtimeHandler),
  }),
  goVersion: z.string().nullable(),
  lastCniLoadStatus: z.string().nullable(),
});
export type RuntimeStatus = z.infer<typeof runtimeStatus>;

const sandboxInfo = z.object({
  id: z.string(),
  name: z.string(),
  namespace: z.string(),
  uid: z.string(),
  ready: z.boolean(),
  createdAt: z.iso.datetime(),
  /** The RuntimeClass's handler; empty for a pod without one, which gets the default handler. */
  handler: z.string(),
  /** From the annotation that containerd sets for the shim; null when it was not asked (the newest 50 are) or did not say. */
  hostProcess: z.boolean().nullable(),
});
export type SandboxInfo = z.infer<typeof sandboxInfo>;

const containerInfo = z.object({
  id: z.string(),
  sandboxId: z.string(),
  name: z.string(),
  podName: z.string(),
  podNamespace: z.string(),
  podUid: z.string(),
  image: z.string(),
  state: z.enum(['created', 'running', 'exited', 'unknown']),
  createdAt: z.iso.datetime(),
  /** How it ended; null for others, for all but the newest 20, and if the runtime does not say. */
  exit: z
    .object({ code: z.number(), reason: z.string(), message: z.string(), finishedAt: z.iso.datetime().nullable() })
    .nullable(),
  /** `process.user.username` of the runtime spec; null when it was not asked (only the newest are) or did not say. */
  user: z.string().nullable(),
  /** KUBE_NETWORK of its environment, of which nothing else is kept; left out: it has none, or was not asked. */
  kubeNetwork: z.string().exactOptional(),
});
export type ContainerInfo = z.infer<typeof containerInfo>;

/** What the CRI endpoint says. Where `connection` is not `answers`, each part after it is an error that says why. */
export const runtime = z.object({
  endpoint: z.string(),
  /** Where the endpoint's name came from. */
  endpointFrom: z.enum([
    'default',
    'containerd command line',
    'containerd configuration',
    'kubelet command line',
    'kubelet configuration',
  ]),
  /** Where the kubelet looks for the runtime; left out if neither its command line nor its configuration says. */
  kubelet: z
    .object({ endpoint: z.string(), from: z.enum(['kubelet command line', 'kubelet configuration']) })
    .exactOptional(),
  /** `denied`: this account cannot open it at all. */
  connection: z.enum(['answers', 'absent', 'silent', 'read-only', 'denied']),
  version: part(runtimeVersion),
  status: part(runtimeStatus),
  sandboxes: part(z.array(sandboxInfo)),
  containers: part(z.array(containerInfo)),
});
export type RuntimeFact = z.infer<typeof runtime>;
