import * as z from 'zod';
import { nullable, part } from '../fact/schema.ts';

/** In the order of their numbers, which begin with 1. Source: SERVICE_STATUS_PROCESS, dwCurrentState. */
export const serviceState = z.enum([
  'stopped',
  'start-pending',
  'stop-pending',
  'running',
  'continue-pending',
  'pause-pending',
  'paused',
]);

/** In the order of their numbers, which begin with 0. Source: QUERY_SERVICE_CONFIGW, dwStartType; winnt.h. */
export const startType = z.enum(['boot', 'system', 'auto', 'demand', 'disabled']);

/** What a service wrapper (nssm) really starts, from its own registry parameters. */
const wrapper = z.object({
  application: z.string(),
  parameters: z.string(),
  stdout: z.string().nullable(),
  stderr: z.string().nullable(),
});

const service = z.object({
  name: z.string(),
  displayName: z.string(),
  state: serviceState,
  startType,
  /** As configured for the next start, verbatim; empty means LocalSystem. */
  account: z.string(),
  commandLine: z.string(),
  dependsOn: z.array(z.string()),
  pid: z.number().nullable(),
  /** Win32 exit code of the last run; 1077 means never started since boot. */
  exitCode: z.number(),
  failureActions: nullable({
    resetSeconds: z.number(),
    actions: z.array(z.object({ kind: z.enum(['none', 'restart', 'reboot', 'run']), delayMs: z.number() })),
  }),
  /**
   * When its configuration was last written, by the time of its registry key; null: it has no key. Left out by earlier
   * versions of hostprobe.
   */
  configuredAt: part(z.iso.datetime().nullable()).exactOptional(),
  /** null: the service starts its own program. */
  wrapper: part(wrapper.nullable()),
});
export type Service = z.infer<typeof service>;

/**
 * null: this node has no such service. `containerd` is the service of that name, else the one whose program or wrapped
 * program is containerd.exe. `embedding`: a service that has containerd inside (rke2, k3s, k0sworker), which may exist
 * beside the former; if neither exists, any service that is seen to start containerd.
 */
export const services = z.object({
  containerd: part(service.nullable()),
  kubelet: part(service.nullable()),
  'kube-proxy': part(service.nullable()),
  embedding: part(service.nullable()),
});
export type Services = z.infer<typeof services>;
