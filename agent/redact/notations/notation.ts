import type { Says } from '../name.ts';
import type { Range } from '../value.ts';

/** A name that says that a secret follows. */
export interface Named extends Range {
  says: Says;
  name: string;
}

/** No name is longer. */
export const maxName = 60;

/** How a value stands beside its name; null: not in this way. */
export type Notation = (text: string, named: Named) => Range | readonly Range[] | null;

/** What a sticky pattern has matched at a place; null: nothing. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

export const closeName = String.raw`(?:\\{0,15}["'”]{1,2}|&quot;)?\]?`;

export const isFlag = (text: string, { start, name }: Named) =>
  name.startsWith('-') || (text.charAt(start - 1) === '/' && !/[\w.)\]]/.test(text.charAt(start - 2)));
