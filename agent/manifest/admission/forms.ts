import { containers } from './containers.ts';
import type { Form } from './form.ts';
import { pods } from './pods.ts';
import { volumes } from './volumes.ts';
import { workloads } from './workloads.ts';

/** What the API server refuses of each struct, apart from what its types say (api.ts). */
export const forms: Readonly<Record<string, readonly Form[]>> = { ...containers, ...pods, ...volumes, ...workloads };
