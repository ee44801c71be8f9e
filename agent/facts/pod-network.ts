import * as z from 'zod';
import { nullable, part } from '../fact/schema.ts';

const time = z.iso.datetime();
const port = z.object({ name: z.string(), protocol: z.string(), port: z.number() });

/** A Service that has addresses. `addresses`: its cluster IPs; "None" for a headless one. */
export interface ServiceInfo {
  namespace: string;
  name: string;
  addresses: string[];
  /** internalTrafficPolicy: Local, so that it leads to pods of the same node only. */
  local: boolean;
  /** kube-proxy serves it; false: its label names another program. */
  proxied: boolean;
  ports: z.infer<typeof port>[];
  /** The newest time that the API server noted of it. */
  changedAt: string | null;
}

export interface EndpointSliceInfo {
  namespace: string;
  /** Of which Service. */
  service: string;
  ports: z.infer<typeof port>[];
  endpoints: { address: string; ready: boolean; ofPod: boolean; hinted: boolean }[];
  changedAt: string | null;
}

const hostNetwork = z.object({
  id: z.string(),
  name: z.string(),
  /** NAT, Transparent, L2Bridge, L2Tunnel, ICS, Private, Overlay; others as HNS says them. */
  type: z.string(),
  subnets: z.array(z.string()),
});
export type HostNetwork = z.infer<typeof hostNetwork>;

/** A file of the CNI configuration. */
const cniFile = z.object({
  name: z.string(),
  /** `name` in it; null where it could not be read. */
  network: z.string().nullable(),
  /** The types of its plugins, each followed by the one that it delegates to. */
  plugins: z.array(z.string()),
  /** What containerd finds wrong with it; null: nothing. */
  problem: z.string().nullable(),
});
export type CniFile = z.infer<typeof cniFile>;

/** A port of a Service whose load balancer in HNS is not as the cluster has it. */
const differing = z.object({
  namespace: z.string(),
  name: z.string(),
  address: z.string(),
  protocol: z.string(),
  port: z.number(),
  /** HNS has a load balancer for it. */
  present: z.boolean(),
  /** Addresses of ready pods that it does not have, and addresses that it has and that the Service does not name. */
  lacks: z.array(z.string()),
  left: z.array(z.string()),
  /** When the Service or its endpoints changed last; null: the API server does not say. */
  changedAt: time.nullable(),
});
export type DifferingService = z.infer<typeof differing>;

export const podNetwork = z.object({
  networks: part(z.array(hostNetwork)),
  endpoints: part(
    z.object({
      /** Of pods of this node, and of others. */
      local: z.number(),
      remote: z.number(),
      /** Of which HNS was not asked, because there are too many. */
      unread: z.number(),
      /** Addresses that an endpoint of this node and one of another node have in one network. */
      shared: z.array(z.object({ address: z.string(), local: z.string(), remote: z.string() })),
      /**
       * Those of this node that a plugin made for a sandbox, which their name begins with: its id, or eight digits of it. `since`:
       * when this agent saw it first. Left out by older agents.
       */
      made: z.array(z.object({ id: z.string(), sandbox: z.string(), since: time })).exactOptional(),
    }),
  ),
  /** Read every ten minutes. */
  loadBalancers: part(
    z.object({
      at: time,
      count: z.number(),
      unread: z.number(),
      /** Those that lead to no endpoint that HNS has. `address`: null: of a NodePort. */
      orphaned: z.array(
        z.object({ id: z.string(), address: z.string().nullable(), protocol: z.string(), port: z.number() }),
      ),
    }),
  ),
  /** Where containerd looks for the network of an ordinary pod; null: the folder is not there. */
  cni: part(
    nullable({
      directory: z.string(),
      programs: z.array(z.string()),
      /** In the order in which containerd reads them: it uses the first that is right. */
      files: z.array(cniFile),
      /** Plugins of the file in use of which no folder has a program. */
      missing: z.array(z.string()),
    }),
  ),
  /** The process kube-proxy; null: none runs. */
  kubeProxy: part(
    nullable({
      pid: z.number(),
      /** The HNS network that it is told to use; null: by its environment, or nothing. */
      network: z.string().nullable(),
      /** kernelspace uses HNS; null: its default, which is that. */
      mode: z.string().nullable(),
    }),
  ),
  /** The load balancers of HNS against the Services of the cluster; null: no kube-proxy that uses HNS is seen to run. */
  services: part(
    nullable({
      /** When they were compared. */
      at: time,
      /** Ports of Services that kube-proxy serves by HNS. */
      compared: z.number(),
      /** There are more Services than were read. */
      truncated: z.boolean(),
      /** At most fifty. */
      differing: z.array(differing),
      /** How many have no load balancer, and how many one with wrong endpoints. */
      missing: z.number(),
      wrong: z.number(),
    }),
  ),
});
export type PodNetwork = z.infer<typeof podNetwork>;
