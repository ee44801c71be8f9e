/** A part of a regular expression. */
export const raw = String.raw;

const withFlags =
  (flags: string) =>
  (text: TemplateStringsArray, ...parts: readonly string[]): RegExp =>
    new RegExp(String.raw(text, ...parts), flags);

/** Regular expressions of named parts, by their flags: regexp.i`…${part}…`. */
export const regexp = {
  none: withFlags(''),
  ...{ g: withFlags('g'), gi: withFlags('gi'), i: withFlags('i'), iu: withFlags('iu'), iy: withFlags('iy') },
  ...{ my: withFlags('my'), u: withFlags('u'), uy: withFlags('uy'), y: withFlags('y') },
};

/** What matches one of these words or phrases, with `|` between them, and nothing else. */
export const anyWord = (words: string, flags = 'i'): RegExp => new RegExp(`^(?:${words})$`, flags);

/** The match of a sticky pattern at a position, or of a global one from there on; null: none. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Whether a sticky pattern matches at a position; one that only looks behind tells what stands before it. */
export function isAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
