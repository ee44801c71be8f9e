import { raw } from '../regexp.ts';
import type { Says } from '../secret-names.ts';
import type { Range } from '../value.ts';

/** The name of a secret, with its place in the text. */
export interface Named extends Range {
  says: Says;
  name: string;
}

/** Longer than any name. */
export const maxName = 60;

/** Finds the value of a name in one way of writing; null: the text is not written in this way. */
export type Notation = (text: string, named: Named) => Range | readonly Range[] | null;

/** The match of a sticky pattern at a position; null: none. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

export const closeName = raw`(?:\\{0,15}["'”]{1,2}|&quot;)?(?::(?:protected|private))?(?:\[\d{0,3}\]|\])?`;

export const isFlag = (text: string, { start, name }: Named) =>
  name.startsWith('-') || (text.charAt(start - 1) === '/' && !/[\w.)\]]/.test(text.charAt(start - 2)));
