import { inOrder, outside, type View, viewOf } from './view.ts';

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** Strings of JSON with several lines in them, as they were before. */
export function unescaped(text: string): View | null {
  const lines = [...text.matchAll(/^[^\n]*?\\n[^\n]*/gm)].map(({ 0: { length }, index }) => ({
    start: index,
    end: index + length,
  }));
  if (lines.length === 0) return null;
  const changes = lines.flatMap(({ start, end }) =>
    [...text.slice(start, end).matchAll(/\\(["\\nrt])/g)].map(({ 1: letter = '', index }) => {
      return { start: start + index, end: start + index + 2, put: escapes[letter] ?? '' };
    }),
  );
  return viewOf(text, inOrder([...outside(text, lines), ...changes]));
}
