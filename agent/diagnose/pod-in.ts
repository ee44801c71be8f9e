import type { Pod } from '../manifest/pod.ts';
import { type Input, readManifests } from '../manifest.ts';

/** The first pod, or pod template, in a text; null: there is none. */
export function podIn(input: Input): Pod | null {
  for (const item of readManifests(input)) if (item.is === 'pod') return item.pod;
  return null;
}
