/**
 * Annotations of a HostProcess pod that the shim reads.
 * Source: hcsshim pkg/annotations/annotations.go at v0.12.9 and v0.15.0-rc.3.
 */
export const inheritUser = 'microsoft.com/hostprocess-inherit-user';
export const rootfsLocation = 'microsoft.com/hostprocess-rootfs-location';

/**
 * Whether containerd passes an annotation to the shim: one pattern of its runtime handler must match. Patterns follow Go's
 * path.Match: `*` and `?` stop at a slash, and a malformed pattern matches nothing.
 * Source: containerd pkg/cri/server/helpers.go getPassthroughAnnotations.
 */
export const isPassed = (annotation: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => matches(pattern, annotation));

/** One part of a pattern: any number of characters, or one character that passes a test. */
type Part = 'many' | ((character: string) => boolean);

const noSlash = (character: string) => character !== '/';

function matches(pattern: string, text: string): boolean {
  const parts = partsOf(pattern);
  if (parts === null) return false;
  let ends = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const end of ends) {
      if (part !== 'many') {
        if (end < text.length && part(text.charAt(end))) next.add(end + 1);
        continue;
      }
      let at = end;
      for (next.add(at); at < text.length && noSlash(text.charAt(at)); next.add(at)) at++;
    }
    ends = next;
  }
  return ends.has(text.length);
}

/** null: malformed. */
function partsOf(pattern: string): Part[] | null {
  const pieces = pattern.match(/\*|\?|\[\^?(?:\\.|[^\]\\])+\]|\\.|[^\\*?[]/gsu) ?? [];
  if (pieces.join('') !== pattern) return null;
  const parts = pieces.map(partOf);
  return parts.includes(null) ? null : parts.filter((part) => part !== null);
}

function partOf(piece: string): Part | null {
  if (piece === '*') return 'many';
  if (piece === '?') return noSlash;
  if (piece.startsWith('[')) return classOf(piece);
  const literal = piece.startsWith('\\') ? piece.slice(1) : piece;
  return (character) => character === literal;
}

/** `[a-cx]` and `[^a-cx]`; a bare `-` is malformed. */
function classOf(piece: string): Part | null {
  const negated = piece[1] === '^';
  const inside = piece.slice(negated ? 2 : 1, -1);
  const ranges = [...inside.matchAll(/(\\.|[^\\-])(?:-(\\.|[^\\-]))?/gsu)];
  if (ranges.map(([range]) => range).join('') !== inside) return null;
  const plain = (character: string | undefined) => character?.replace(/^\\/s, '');
  const isInside = (character: string) =>
    ranges.some(([, low, high]) => {
      const from = plain(low) ?? '';
      return from <= character && character <= (plain(high) ?? from);
    });
  return (character) => isInside(character) !== negated;
}
