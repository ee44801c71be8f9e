import type { z } from 'zod';
import type { FactId } from '../fact/ids.ts';
import { accounts } from './accounts.ts';
import { cluster } from './cluster.ts';
import { identity } from './identity.ts';
import { limits } from './limits.ts';
import { logs } from './logs.ts';
import { network } from './network.ts';
import { os } from './os.ts';
import { podNetwork } from './pod-network.ts';
import { runtime } from './runtime.ts';
import { runtimeBinaries } from './runtime-binaries.ts';
import { runtimeProcess } from './runtime-process.ts';
import { sandbox } from './sandbox.ts';
import { services } from './services.ts';
import { token } from './token.ts';
import { usage } from './usage.ts';

/** The schema of every fact. */
export const factSchemas = {
  services,
  'runtime-process': runtimeProcess,
  runtime,
  'runtime-binaries': runtimeBinaries,
  identity,
  sandbox,
  token,
  accounts,
  limits,
  usage,
  network,
  'pod-network': podNetwork,
  os,
  logs,
  cluster,
} satisfies Record<FactId, z.ZodType>;

export type FactValues = { [Id in FactId]: z.infer<(typeof factSchemas)[Id]> };
