import * as z from 'zod';
import { objects, part } from '../fact/schema.ts';

const answer = z.object({
  status: z.number(),
  date: z.iso.datetime().nullable(),
  receivedAt: z.iso.datetime(),
  certificate: z.object({ trusted: z.boolean(), reason: z.string().nullable() }).nullable(),
});

export const network = z.object({
  interfaces: part(
    objects({
      name: z.string(),
      address: z.string(),
      family: z.enum(['ipv4', 'ipv6']),
      internal: z.boolean(),
    }),
  ),
  /** The node's address by the downward API (HOST_IP); null when the manifest does not give it. */
  nodeAddress: z.string().nullable(),
  /** The addresses and ports of hostprobe's own server. */
  own: z.array(z.object({ address: z.string(), port: z.number() })),
  /** TCP listeners on hostprobe's, the kubelet's and kube-proxy's ports. */
  listeners: part(
    /** `process` null: it has gone, or the processes could not be listed. */
    z.array(z.object({ address: z.string(), port: z.number(), pid: z.number(), process: z.string().nullable() })),
  ),
  excludedPorts: part(z.array(z.object({ first: z.number(), last: z.number() }))),
  nameServers: part(z.array(z.string())),
  /** kubernetes.default.svc as this process resolves it; an empty list when the name does not exist. */
  clusterName: part(z.array(z.string())),
  apiServer: z.object({
    /** KUBERNETES_SERVICE_HOST and _PORT; null when unset. */
    host: z.string().nullable(),
    port: z.string().nullable(),
    /** The pod's ca.crt that the certificate was checked against; null when none could be read. */
    ca: z.string().nullable(),
    /** GET /version without credentials; value null: connection refused. */
    answer: part(answer.nullable()),
  }),
  kubeletHealth: part(answer.nullable()),
  kubeProxyHealth: part(answer.nullable()),
});
export type NetworkFact = z.infer<typeof network>;
