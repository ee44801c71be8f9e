import type { BundleItem } from '../../bundle.ts';
import { utf8 } from '../../decode/bytes.ts';
import { QueryError } from '../../error.ts';
import type { Part } from '../../fact.ts';
import type { Clean } from '../../redact.ts';

const pieceBytes = 64 * 1024;

/**
 * A file that hostprobe makes for a bundle.
 * @param make called when the file is written, with the function that redacts its data; throws a QueryError if there is
 *   nothing to write
 */
export function madeItem(path: string, make: (clean: Clean) => string, source = 'hostprobe'): BundleItem {
  return {
    path,
    source,
    size: null,
    isWhole: true,
    isClean: true,
    async *read(maxBytes, clean) {
      const bytes = utf8(make(clean));
      if (bytes.length > maxBytes) throw new QueryError('failed', 'not taken: the bundle has no room for it');
      for (let at = 0; at < bytes.length; at += pieceBytes)
        yield { bytes: bytes.subarray(at, at + pieceBytes), isBefore: false };
      return { truncated: false };
    },
  };
}

/** Plain data, as JSON that people can read. */
export const jsonItem = (path: string, content: () => unknown, source?: string): BundleItem =>
  madeItem(path, (clean) => `${JSON.stringify(clean(content()), null, 2)}\n`, source);

/** The value of a part of the facts. @throws QueryError that says why it is missing */
export function seen<T>(part: Part<T>): T {
  if (part.ok) return part.value;
  const { kind, message, code } = part.error;
  throw new QueryError(kind, message, code ?? null);
}
