import { QueryError } from '../agent/error.ts';
import type { Cluster, FileStat, Host } from '../agent/host.ts';

type Sections = {
  [Key in keyof Host]?: Host[Key] extends (...args: never[]) => unknown ? Host[Key] : Partial<Host[Key]>;
};

const unasked = (question: string) => () =>
  Promise.reject(new QueryError('unsupported', `this test's host does not answer ${question}`));

/** What a machine tells of a file of so many bytes, which is another one when its size or its time is. */
export const fileStat = (path: string, size: number, modifiedAt: Date): FileStat => ({
  kind: 'file',
  size,
  modifiedAt,
  identity: `${path} ${size} ${modifiedAt.toISOString()}`,
});

/** A literal Host for probes: what a test does not give rejects as `unsupported`, as on a machine that cannot tell. */
export function hostWith(given: Sections): Host {
  const self: Host['self'] = {
    pid: 4242,
    executable: 'C:\\hpc\\node.exe',
    workingDirectory: () => 'C:\\hpc',
    variable: () => null,
    token: unasked('self.token'),
    job: unasked('self.job'),
    silo: unasked('self.silo'),
    cpuRate: unasked('self.cpuRate'),
  };
  const files: Host['files'] = {
    stat: unasked('files.stat'),
    list: unasked('files.list'),
    read: unasked('files.read'),
    readLink: unasked('files.readLink'),
    mayCreateIn: unasked('files.mayCreateIn'),
    finalPath: unasked('files.finalPath'),
    mountedVolume: unasked('files.mountedVolume'),
    security: unasked('files.security'),
    version: unasked('files.version'),
  };
  const accounts: Host['accounts'] = {
    name: unasked('accounts.name'),
    groupExists: unasked('accounts.groupExists'),
    groups: unasked('accounts.groups'),
    members: unasked('accounts.members'),
    users: unasked('accounts.users'),
    holders: unasked('accounts.holders'),
    join: unasked('accounts.join'),
  };
  const eventLogs: Host['eventLogs'] = { read: unasked('eventLogs.read') };
  const network: Host['network'] = {
    interfaces: unasked('network.interfaces'),
    listeners: unasked('network.listeners'),
    owner: unasked('network.owner'),
    excludedPorts: unasked('network.excludedPorts'),
    resolve: unasked('network.resolve'),
    nameServers: unasked('network.nameServers'),
    get: unasked('network.get'),
  };
  const hostNetworks: Host['hostNetworks'] = {
    list: unasked('hostNetworks.list'),
    read: unasked('hostNetworks.read'),
  };
  const processes: Host['processes'] = {
    list: unasked('processes.list'),
    image: unasked('processes.image'),
    startedAt: unasked('processes.startedAt'),
    usage: unasked('processes.usage'),
    job: unasked('processes.job'),
    account: unasked('processes.account'),
    groups: unasked('processes.groups'),
    commandLine: unasked('processes.commandLine'),
  };
  const system: Host['system'] = {
    version: unasked('system.version'),
    hostname: () => 'win-node-1',
    uptimeSeconds: () => 86_400,
    timeZone: () => 'UTC',
    architecture: () => 'x64',
    memory: () => ({ totalBytes: 16 * 2 ** 30, freeBytes: 8 * 2 ** 30 }),
    disk: unasked('system.disk'),
    inventory: () => null,
    keepInventory: () => () => undefined,
  };
  return {
    standIns: given.standIns ? [...(given.standIns as string[])] : [],
    now: given.now ?? (() => new Date('2026-11-01T12:00:00Z')),
    self: { ...self, ...given.self },
    files: { ...files, ...given.files },
    programs: { run: unasked('programs.run'), ...given.programs },
    services: {
      query: unasked('services.query'),
      list: unasked('services.list'),
      drivers: unasked('services.drivers'),
      ...given.services,
    },
    processes: { ...processes, ...given.processes },
    registry: {
      read: unasked('registry.read'),
      writtenAt: unasked('registry.writtenAt'),
      keys: unasked('registry.keys'),
      values: unasked('registry.values'),
      ...given.registry,
    },
    accounts: { ...accounts, ...given.accounts },
    eventLogs: { ...eventLogs, ...given.eventLogs },
    network: { ...network, ...given.network },
    hostNetworks: { ...hostNetworks, ...given.hostNetworks },
    system: { ...system, ...given.system },
    runtime:
      given.runtime ??
      (() => ({
        connection: unasked('runtime.connection'),
        version: unasked('runtime.version'),
        status: unasked('runtime.status'),
        sandboxes: unasked('runtime.sandboxes'),
        containers: unasked('runtime.containers'),
        images: unasked('runtime.images'),
        close: () => undefined,
      })),
    cluster: given.cluster ?? (() => unaskedCluster),
    state:
      given.state ??
      (() => ({
        file: null,
        read: unasked('state.read'),
        append: unasked('state.append'),
        rewrite: unasked('state.rewrite'),
      })),
  };
}

/** A cluster of which a test answers some questions; the others fail. */
export const unaskedCluster: Cluster = {
  version: unasked('cluster.version'),
  node: unasked('cluster.node'),
  pods: unasked('cluster.pods'),
  events: unasked('cluster.events'),
  daemonSets: unasked('cluster.daemonSets'),
  refusals: unasked('cluster.refusals'),
  services: unasked('cluster.services'),
  endpointSlices: unasked('cluster.endpointSlices'),
  namespaceLabels: unasked('cluster.namespaceLabels'),
  permissions: unasked('cluster.permissions'),
  userOf: unasked('cluster.userOf'),
  mayUse: unasked('cluster.mayUse'),
  setCondition: unasked('cluster.setCondition'),
  emitPodEvent: unasked('cluster.emitPodEvent'),
  emitNodeEvent: unasked('cluster.emitNodeEvent'),
  isHeldToNode: unasked('cluster.isHeldToNode'),
  close: () => undefined,
};
