import type { Host, Native } from '../host.ts';
import { createClusters } from './cluster.ts';
import { createPrograms } from './exec.ts';
import { createFiles } from './files.ts';
import { createNetwork } from './network.ts';
import { createElsewhere } from './not-windows.ts';
import { openRuntime } from './runtime/client.ts';
import { openState } from './state-folder.ts';
import { createSystem } from './system.ts';

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
    system: createSystem(windows, native.version),
    runtime: openRuntime,
    cluster: createClusters(),
    state: (place) => openState(windows, place),
  };
}
