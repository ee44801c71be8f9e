import { factIds } from '../fact/ids.ts';
import type { Facts, Snapshot } from '../snapshot.ts';
import { schemaVersion } from '../snapshot.ts';
import { toolVersion } from '../version.ts';
import { server2022, server2025 } from '../windows/builds.ts';

/** A node as most clusters have it: containerd runs as LocalSystem and answers, and Windows has its services. */
interface UsualNode {
  name: string;
  containerd: string;
  /** hcsshim's version that this release of containerd comes with. Source: containerd go.mod. */
  shim: string;
  bindFilter: boolean;
  build: number;
}

/** What distinguishes nodes where a pod is refused or finds its files elsewhere. Builds have the bind filter from 2022 on. */
const usualNodes: readonly UsualNode[] = [
  { name: 'containerd 1.6, Server 2022', containerd: '1.6.38', shim: '0.9.12', bindFilter: true, build: server2022 },
  {
    name: 'containerd 1.7 without bind filter, Server 2022',
    containerd: '1.7.28',
    shim: '0.11.7',
    bindFilter: false,
    build: server2022,
  },
  { name: 'containerd 1.7, Server 2022', containerd: '1.7.28', shim: '0.11.7', bindFilter: true, build: server2022 },
  { name: 'containerd 2.x, Server 2022', containerd: '2.1.4', shim: '0.13.0', bindFilter: true, build: server2022 },
  { name: 'containerd 2.x, Server 2025', containerd: '2.1.4', shim: '0.13.0', bindFilter: true, build: server2025 },
];

/** For a prediction where no node was given. What a usual node does not decide stays unknown. */
export const usualSnapshots = (): Snapshot[] => usualNodes.map(snapshotOf);

/** What a prediction on them says. */
export const areUsual = 'No node was given, so these are the usual ones: containerd runs as LocalSystem and answers.';

function snapshotOf({ name, containerd, shim, bindFilter, build }: UsualNode): Snapshot {
  const at = new Date(0).toISOString();
  const notAsked = { kind: 'unsupported', message: 'a usual node is assumed' } as const;
  const unseen = { ok: false, error: notAsked } as const;
  const got = <Value>(value: Value) => ({ ok: true, value }) as const;
  const version = got({ name: 'containerd', version: `v${containerd}`, apiVersion: 'v1' });
  const process = {
    ...{ pid: 0, parentPid: 0, parentName: 'services.exe', image: unseen, startedAt: unseen, commandLine: unseen },
    account: got({ sid: 'S-1-5-18', name: null }),
  };
  const known: Partial<{ [Id in keyof Facts]: Facts[Id] }> = {
    os: {
      ok: true,
      ms: 0,
      value: {
        ...{ hostname: name, architecture: 'x64', bootedAt: at, memory: { totalBytes: 0, freeBytes: 0 }, disks: [] },
        version: got({ build, revision: null, product: 'Windows Server', installation: 'Server Core' }),
        ...{ computeService: got({ state: 'running' }), networkService: got({ state: 'running' }), inventory: null },
      },
    },
    'runtime-process': {
      ok: true,
      ms: 0,
      value: {
        ...{ containerd: [process], shims: [], kubelet: [], 'kube-proxy': [] },
        counts: { containerd: 1, shims: 0, kubelet: 0, 'kube-proxy': 0 },
      },
    },
    runtime: {
      ok: true,
      ms: 0,
      value: {
        ...{ endpoint: '\\\\.\\pipe\\containerd-containerd', endpointFrom: 'default', connection: 'answers', version },
        status: got({ conditions: [], config: null, goVersion: null, lastCniLoadStatus: null }),
        ...{ sandboxes: unseen, containers: unseen },
      },
    },
    'runtime-binaries': {
      ok: true,
      ms: 0,
      value: {
        containerd: { path: 'containerd.exe', modifiedAt: at, version: got(`v${containerd}`) },
        shim: { path: 'containerd-shim-runhcs-v1.exe', modifiedAt: at, version: got(shim) },
        bindFilter: { path: 'bindfltapi.dll', present: got(bindFilter), modifiedAt: null },
        ...{ config: unseen, log: { to: 'unknown', path: null } },
      },
    },
  };
  const none = { ...unseen, ms: 0 } as const;
  // The keys are factIds.
  const facts = Object.fromEntries(factIds.map((id) => [id, known[id] ?? none])) as unknown as Facts;
  return { schemaVersion, tool: { name: 'hostprobe', version: toolVersion }, node: name, at, standIns: [], facts };
}
