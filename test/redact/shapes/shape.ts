import type { Chance } from '../chance.ts';

/** How a kind of secret is made. A kind without a secret says why. */
export type Shape = (
  | { secret: RegExp | ((chance: Chance) => string); none?: never }
  | { none: string; secret?: never }
) & {
  /** The name before the secret in each notation. Without one the name tells nothing. */
  name?: string;
  /** The secret, `%s`, with what must stand around it; the notation is then what this text stands in. */
  text?: string;
  /** A text that looks like it and must stay. Without one: made from the words of the kind's line. */
  twin?: string;
};
