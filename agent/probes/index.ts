import type { Probes } from '../probe.ts';
import { accounts } from './accounts.ts';
import { cluster } from './cluster.ts';
import { identity } from './identity.ts';
import { limits } from './limits.ts';
import { createLogs } from './logs.ts';
import { network } from './network.ts';
import { os } from './os.ts';
import { createPodNetwork } from './pod-network.ts';
import { runtime } from './runtime.ts';
import { createRuntimeBinaries } from './runtime-binaries.ts';
import { runtimeProcess } from './runtime-process.ts';
import { sandbox } from './sandbox.ts';
import { services } from './services.ts';
import { token } from './token.ts';
import { usage } from './usage.ts';

/** All probes in their order of start: those that may wait for others first. Some remember what an earlier run read. */
export const createProbes = (): Probes => ({
  cluster,
  runtime,
  network,
  'pod-network': createPodNetwork(),
  logs: createLogs(),
  accounts,
  'runtime-binaries': createRuntimeBinaries(),
  services,
  'runtime-process': runtimeProcess,
  identity,
  os,
  token,
  sandbox,
  limits,
  usage,
});
