import { pino } from 'pino';
import { vi } from 'vitest';
import { factIds } from '../../../agent/fact/ids.ts';
import { type Connection, Refusal } from '../../../agent/host/cluster/connect.ts';
import { createClusters } from '../../../agent/host/cluster.ts';
import { createMonitor } from '../../../agent/monitor.ts';
import type { Gatherer } from '../../../agent/probe.ts';
import { cluster } from '../../../agent/probes/cluster.ts';
import { caPem } from '../../certificate.ts';
import { hostWith } from '../../host.ts';
import { snapshotWith } from '../../snapshot.ts';

const encoded = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');
const token = `${encoded({ alg: 'RS256' })}.${encoded({ 'kubernetes.io': {} })}.c2lnbmF0dXJl`;
const variables: Readonly<Record<string, string>> = {
  ...{ KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' },
  ...{ NODE_NAME: 'win-1', POD_NAME: 'hostprobe-1' },
};

const container = { name: 'c', image: 'i', command: ['c.exe'] };
const spec = { nodeName: 'win-1', hostNetwork: true, containers: [container] };
const securityContext = { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } };
const running = { name: 'c', ready: true, restartCount: 0, state: { running: {} } };
/** HostProcess pods of three namespaces, as a node of an ordinary cluster has them. */
const pods = ['kube-system', 'calico-system', 'hostprobe'].map((namespace) => ({
  metadata: { name: 'p', namespace, uid: namespace, creationTimestamp: '2026-11-01T11:00:00Z' },
  spec: { ...spec, securityContext },
  status: { phase: 'Running', containerStatuses: [running] },
}));
const node = { metadata: { name: 'win-1' }, status: { conditions: [{ type: 'Ready', status: 'True' }] } };

function answerTo(path: string): unknown {
  if (path === '/version') return { gitVersion: 'v1.34.2' };
  if (path.endsWith('/selfsubjectaccessreviews')) return { status: { allowed: true } };
  if (path.includes('/nodes/')) return node;
  if (path.includes('/namespaces/')) return { metadata: { labels: {} } };
  return { items: path.endsWith('/pods') ? pods : [] };
}

/**
 * What agents ask of an API server that fails for a while, by a clock that the simulation holds. Each is the loop of serve with
 * its real probe of the cluster, its client and its restraint; of the rest of the node nothing is looked at, so that little is judged.
 * @param options.failsFrom seconds, as are all times
 * @returns questions in each second
 */
export async function simulate(options: {
  agents: number;
  intervalSeconds: number;
  within: { firstWithinSeconds: number; clusterWithinSeconds: number };
  failsFrom: number;
  failsUntil: number;
  ends: number;
}): Promise<number[]> {
  const { agents, within, intervalSeconds, failsFrom, failsUntil, ends } = options;
  const perSecond = new Array<number>(ends).fill(0);
  const random = Math.random;
  Math.random = chances();
  const log = pino({ enabled: false });
  const unseen = { kind: 'failed', code: null, message: 'not looked at' } as const;
  const rest = snapshotWith(undefined, Object.fromEntries(factIds.map((id) => [id, unseen])));
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const connection: Connection = {
    async ask({ path }, schema) {
      const second = Math.floor(seconds());
      perSecond[second] = (perSecond[second] ?? 0) + 1;
      if (second >= failsFrom && second < failsUntil) throw new Refusal(429, null, { 'retry-after': '1' });
      return schema.parse(answerTo(path));
    },
    close: () => undefined,
  };
  const monitors = Array.from({ length: agents }, () => {
    const host = hostWith({
      self: { variable: (name) => variables[name] ?? null },
      files: {
        read: async (path) => {
          const text = path.endsWith('token') ? token : caPem;
          return { bytes: Buffer.from(text), size: text.length };
        },
      },
      cluster: createClusters(() => connection),
    });
    const gather: Gatherer['gather'] = async (whyNoCluster) => {
      if (whyNoCluster !== undefined) return rest;
      const value = await cluster.read(host, { listen: [] });
      return { ...rest, facts: { ...rest.facts, cluster: { ok: true, ms: 1, value } as const } };
    };
    return createMonitor({ gatherer: { gather }, intervalSeconds, ...within, log });
  });
  for (const monitor of monitors) monitor.start();
  await vi.advanceTimersByTimeAsync(ends * 1000);
  await Promise.all(monitors.map((monitor) => monitor.stop()));
  Math.random = random;
  return perSecond;
}

/** Numbers from 0 to 1, the same in each run: xorshift32. */
function chances(): () => number {
  let state = 2_463_534_242;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
