import type { BundleEntry } from '../../bundle.ts';

/** One line on a terminal that tells how far a bundle is; nothing elsewhere. */
export function createProgress(stderr: NodeJS.WriteStream, total: number) {
  let count = 0;
  let bytes = 0;
  const show = (text: string) => {
    if (stderr.isTTY) stderr.write(`\r\u001b[K${text}`);
  };
  return {
    add(entry: BundleEntry) {
      count += 1;
      bytes += entry.bytes;
      // The two that the writer adds are not among those that were listed.
      show(`${Math.min(count, total)} of ${total} files, ${(bytes / 1e6).toFixed(1)} MB`);
    },
    end: () => show(''),
  };
}
