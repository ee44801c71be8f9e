import type { HostProcessSettings } from '../../facts/cluster.ts';
import type { Secured } from './objects.ts';

/** A kubelet keeps at most 4096 bytes of a termination message, the API 1024 of an event's. */
const maxTextLength = 4096;

export const cut = (text: string | null | undefined): string => text?.slice(0, maxTextLength) ?? '';

/** null: not set, or no time at all. */
export function readTime(written: string | null | undefined): string | null {
  if (written == null) return null;
  const at = new Date(written);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** What a pod or a container says itself of running as HostProcess. */
export function readSettings(secured: Secured | null | undefined): HostProcessSettings {
  const options = secured?.securityContext?.windowsOptions;
  return { hostProcess: options?.hostProcess ?? null, runAsUserName: options?.runAsUserName ?? null };
}
