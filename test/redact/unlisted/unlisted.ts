import type { Chance } from '../chance.ts';

/** A secret of a kind that no list has. */
export interface Unlisted {
  secret: RegExp | ((chance: Chance) => string);
  /** What it stands in, `%s` for the secret. */
  text: string;
}
