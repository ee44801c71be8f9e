import { access, constants, realpath, statfs } from 'node:fs/promises';
import { arch, freemem, hostname, totalmem, uptime } from 'node:os';
import { QueryError } from '../error.ts';
import type { Host, Native, System } from '../host.ts';
import { createClusters } from './cluster.ts';
import { absentOrThrow, codeOf, failureOf } from './error.ts';
import { createPrograms } from './exec.ts';
import { createFiles } from './files.ts';
import { createInventories, takeInventory } from './inventory.ts';
import { createNetwork } from './network.ts';
import { openRuntime } from './runtime/client.ts';
import { openState } from './state-folder.ts';

/** Native questions on systems other than Windows. What only Windows has is `unsupported`. */
export function createElsewhere(platform: string): Native {
  const only = (what: string) => () =>
    Promise.reject(new QueryError('unsupported', `only Windows has ${what}; this machine runs ${platform}`));
  /** Every question of this section. */
  const all = <Section extends object>(what: string): Section => new Proxy({} as Section, { get: () => only(what) });
  return {
    // No question here is slow.
    queue: () => (work) => work(),
    token: only('access tokens'),
    job: { job: only('job objects'), silo: only('job objects'), cpuRate: only('job objects') },
    services: all('a service database'),
    processes: all('the processes that hostprobe reads'),
    registry: all('a registry'),
    accounts: all('the accounts that a shim looks for'),
    eventLogs: all('event logs'),
    listeners: only('the table of listeners that hostprobe reads'),
    owner: only('the table of connections that hostprobe reads'),
    hostNetworks: all('a Host Network Service'),
    version: only('the version that hostprobe judges'),
    files: {
      mayCreateIn: (directory) => access(directory, constants.W_OK | constants.X_OK).then(() => true, refused),
      finalPath: (path) => realpath(path).catch(absentOrThrow),
      mountedVolume: only('volume mount points'),
      security: only('security descriptors'),
      version: only('version resources'),
    },
  };
}

/** A refusal is an answer here; EROFS means a read-only file system. */
function refused(error: unknown): false {
  const code = codeOf(error);
  if (failureOf(code) === 'denied' || code === 'EROFS') return false;
  absentOrThrow(error);
  return false;
}

export function createSystem(windows: boolean, version: System['version']): System {
  const inventories = createInventories(() => takeInventory(windows));
  return {
    version,
    hostname,
    uptimeSeconds: uptime,
    timeZone: () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
    architecture: arch,
    memory: () => ({ totalBytes: totalmem(), freeBytes: freemem() }),
    disk: (path) =>
      statfs(path).then(
        (volume) => ({ sizeBytes: volume.blocks * volume.bsize, freeBytes: volume.bavail * volume.bsize }),
        absentOrThrow,
      ),
    inventory: inventories.newest,
    keepInventory: inventories.keep,
  };
}

/** This machine. Native calls are loaded on Windows only; elsewhere the questions that need them are `unsupported`. */
export async function createHost(): Promise<Host> {
  const windows = process.platform === 'win32';
  const native = windows
    ? await (await import('../win32/native.ts')).createNative()
    : createElsewhere(process.platform);
  return composeHost(windows, native);
}

function composeHost(windows: boolean, native: Native): Host {
  const programs = createPrograms(windows);
  return {
    standIns: [],
    now: () => new Date(),
    self: {
      pid: process.pid,
      executable: process.execPath,
      workingDirectory: () => process.cwd(),
      variable: (name) => process.env[name] ?? null,
      token: native.token,
      ...native.job,
    },
    files: createFiles(native.files),
    programs,
    services: native.services,
    processes: native.processes,
    registry: native.registry,
    accounts: native.accounts,
    eventLogs: native.eventLogs,
    network: createNetwork({ windows, programs, native }),
    hostNetworks: native.hostNetworks,
    system: createSystem(windows, native.version),
    runtime: openRuntime,
    cluster: createClusters(),
    state: (place) => openState(windows, place),
  };
}
