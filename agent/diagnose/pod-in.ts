import type { Pod } from '../manifest/pod.ts';
import { type Input, readManifests } from '../manifest.ts';

/** The first pod, or pod template, in a text; null: none. */
export function podIn(input: Input): Pod | null {
  for (const item of readManifests(input)) if (item.is === 'pod') return item.pod;
  return null;
}

/** Why there is none, as text after the name of the file. */
export function whyNoPod(input: Input): string {
  for (const item of readManifests(input)) {
    if (item.is === 'trouble' && item.trouble.severity !== 'warn') {
      return `cannot be read in line ${item.trouble.line}: ${item.trouble.message}`;
    }
  }
  return 'has none';
}
