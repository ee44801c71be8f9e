import { plural } from '../../amounts/plural.ts';
import type { BundleEntry } from '../../bundle.ts';

/** A progress line on a terminal; nothing elsewhere. */
export function createBundleProgress(stderr: { isTTY?: boolean; write(text: string): unknown }) {
  let count = 0;
  let bytes = 0;
  const show = (text: string) => {
    if (stderr.isTTY) stderr.write(`\r\u001b[K${text}`);
  };
  return {
    add(entry: BundleEntry) {
      count += 1;
      bytes += entry.bytes;
      show(`${plural(count, 'file')}, ${(bytes / 1e6).toFixed(1)} MB: ${entry.path}`);
    },
    end: () => show(''),
  };
}
