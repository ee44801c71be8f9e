import type { HostProcessSettings } from '../../facts/cluster.ts';
import type { Secured } from './objects.ts';

/** A kubelet keeps at most 4096 bytes of a termination message; the API keeps 1024 of an event's message. */
const maxTextLength = 4096;

export const cut = (text: string | null | undefined): string => text?.slice(0, maxTextLength) ?? '';

/** null: not set, or not a valid time. */
export function readTime(written: string | null | undefined): string | null {
  if (written == null) return null;
  const at = new Date(written);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** The HostProcess settings of a pod or a container. */
export function readSettings(secured: Secured | null | undefined): HostProcessSettings {
  const options = secured?.securityContext?.windowsOptions;
  return { hostProcess: options?.hostProcess ?? null, runAsUserName: options?.runAsUserName ?? null };
}
