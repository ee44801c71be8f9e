/**
 * A secret that neither its shape nor a name before it tells. Of a match, the group `keep` stays, with which it begins.
 * Every pattern must be linear on any input: no repetition without a bound before what decides.
 */
export interface SecretPattern {
  id: string;
  pattern: RegExp;
  /**
   * Each match has one of these in it, as literal-search.ts reads them: it is tried only in a text with one. `word`: it is
   * part of a word of which word-signs.ts tells. Absent: it is tried in each text.
   */
  needs?: readonly string[] | 'word';
  /** Whether what it matches is a secret; absent: each is. */
  fits?: (value: string) => boolean;
}

/** @param needs literals, with a `|` between them, or `word` */
export const whole = (id: string, pattern: RegExp, needs: string): SecretPattern => ({
  id,
  pattern,
  needs: needs === 'word' ? needs : needs.split('|'),
});

/** A value as a command line has it: in quotes, or up to the next space. */
export const value = String.raw`(?!\ufdd1|<|\$[\w({]|%\w+%|\*+(?:\s|$))(?:""[^"\n]+|"(?:[^"\\\n]|\\.|"")+|'(?:[^'\n]|'')+|\\"[^"\n]+?(?=\\")|[^\s"'\\<>\ufdd0\ufdd1](?:[^\s"'\\<>\ufdd0\ufdd1]|\\(?!["'nrt]))*)`;
