import type { HostProcessSettings } from '../../facts/cluster.ts';

/** A kubelet keeps at most 4096 bytes of a termination message, the API 1024 of an event's. */
const maxTextLength = 4096;

export const cut = (text: string | undefined): string => text?.slice(0, maxTextLength) ?? '';

/** null: not set, or no time at all. The client hands on times with microseconds as text, whatever its types say. */
export function readTime(written: Date | string | null | undefined): string | null {
  if (written == null) return null;
  const at = new Date(written);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

interface Secured {
  securityContext?: { windowsOptions?: { hostProcess?: boolean; runAsUserName?: string } };
}

/** What a pod or a container says itself of running as HostProcess. */
export function readSettings(secured: Secured | undefined): HostProcessSettings {
  const options = secured?.securityContext?.windowsOptions;
  return { hostProcess: options?.hostProcess ?? null, runAsUserName: options?.runAsUserName ?? null };
}
