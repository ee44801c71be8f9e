import { readFile } from 'node:fs/promises';
import type { Host } from '../../agent/host.ts';
import { QueryError } from '../../image/program.ts';
import { nodeName } from './pod.ts';
import { groups, holders, names, type Recorded, sidOf, users, volumeSecurity } from './recorded.ts';
import { asLocalService } from './refusals.ts';

/** The id of Windows' System process. */
const visitor = 4;

const diskSpace = { sizeBytes: 127 * 2 ** 30, freeBytes: 84 * 2 ** 30 };

/**
 * The real host of this machine, with recorded answers only for questions that Wine answers wrongly. `standIns` names each
 * of them, and so does every snapshot and report.
 */
export function withStandIns(host: Host, recorded: Recorded): Host {
  const node = onNode(host, recorded);
  if (recorded.account === 'SYSTEM') return node;
  const standIns = [
    ...node.standIns,
    'refusals (by the default access lists: in Wine everything is open to everybody)',
  ];
  return { ...asLocalService(node), standIns };
}

function onNode(host: Host, recorded: Recorded): Host {
  const { movedPorts } = recorded;
  const asked = new Map(Object.entries(movedPorts).map(([port, real]) => [real, Number(port)]));
  return {
    ...host,
    standIns: [
      'containerd, shim, kubelet, kube-proxy and API server (programs of this project: no real one runs here)',
      'host name (recorded: Wine has that of the machine below)',
      'own token and job (recorded: Wine has one user for everything and forgets the limits of a job)',
      'accounts of processes (as the service was configured when it started: Wine starts every service as one user)',
      'groups and users and their rights (recorded: Wine says yes to every group and knows no rights)',
      'access lists (recorded: Wine shows the permissions of Linux)',
      'volumes mounted in folders (recorded: Wine has none)',
      'event logs (recorded as empty: Wine keeps none, and says so of every log)',
      'who connects to hostprobe (recorded as SYSTEM: whoever asks the lab is a process of Linux)',
      'excluded ports (recorded: Wine has no netsh)',
      'free disk space and DNS (recorded: Wine has those of the machine below)',
      'ports of kubelet and kube-proxy (moved: all lab nodes share the ports of this machine)',
    ],
    system: {
      ...host.system,
      hostname: () => nodeName,
      disk: async (path) => ((await host.system.disk(path)) === null ? null : diskSpace),
    },
    self: {
      ...host.self,
      token: async () => recorded.token,
      job: async () => recorded.job,
      silo: async () => recorded.silo,
      cpuRate: async () => recorded.cpuRate,
    },
    processes: {
      ...host.processes,
      startedAt: async (pid) => (pid === visitor ? new Date(0) : host.processes.startedAt(pid)),
      account: async (pid) => (pid === visitor ? 'S-1-5-18' : processAccount(pid)),
      groups: async () => [],
    },
    accounts: {
      name: async (sid) => names[sid] ?? null,
      groupExists: async (name) => name in groups,
      groups: async () => Object.keys(groups),
      members: async (group) => groups[group]?.map((sid) => ({ sid, name: names[sid] ?? null })) ?? null,
      users: async () => users,
      holders: async (right) => holders[right] ?? [],
      join: async () => ({ kind: 'workgroup', name: 'WORKGROUP' }),
    },
    eventLogs: { read: async () => [] },
    files: {
      ...host.files,
      security: async (path) => ((await host.files.stat(path)) === null ? null : volumeSecurity),
      mayCreateIn: async (path) => (await host.files.stat(path))?.kind === 'directory',
      mountedVolume: async (path) =>
        isMountPoint(path, recorded) ? '\\\\?\\Volume{6f1c2b7e-93d4-4a58-8e21-0c7d5b9a4f63}\\' : null,
    },
    network: {
      ...host.network,
      excludedPorts: async () => [{ first: 50_000, last: 50_059 }],
      nameServers: async () => ['10.0.0.10'],
      resolve: async () => [],
      owner: async () => visitor,
      listeners: async () =>
        (await host.network.listeners()).map((listener) => ({
          ...listener,
          port: asked.get(listener.port) ?? listener.port,
        })),
      get(url, options) {
        const moved = new URL(url);
        const real = movedPorts[Number(moved.port)];
        if (real !== undefined) moved.port = String(real);
        return host.network.get(moved.href, options);
      },
    },
  };
}

/** The SID of the account that a service of the lab recorded for its own process and for those that it starts. */
async function processAccount(pid: number): Promise<string | null> {
  try {
    return sidOf(await readFile(`C:\\lab\\accounts\\${pid}`, 'utf8'));
  } catch (error) {
    // readFile rejects with errors of the system.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new QueryError('unsupported', `process ${pid} was started by no service of the lab`);
  }
}

function isMountPoint(path: string, { mode }: Recorded): boolean {
  return (mode === 'volume' || mode === 'fallback') && /^C:\\(?:C|hpc)\\[0-9a-f]{64}\\?$/i.test(path);
}
