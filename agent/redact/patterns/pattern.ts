/**
 * A secret that neither its shape nor a name before it tells. Of a match, the group `keep` stays, with which it begins.
 * Every pattern must be linear on any input: no repetition without a bound before what decides.
 */
export interface SecretPattern {
  id: string;
  pattern: RegExp;
  /** It is tried only in a text that has this. */
  needs?: RegExp;
}

export const whole = (id: string, pattern: RegExp, needs?: RegExp): SecretPattern =>
  needs === undefined ? { id, pattern } : { id, pattern, needs };

/** A value as a command line has it: in quotes, or up to the next space. */
export const value = String.raw`(?!\ufdd1|<|\$[\w({]|%\w+%|\*+(?:\s|$))(?:""[^"\n]+|"(?:[^"\\\n]|\\.|"")+|'[^'\n]+|\\"[^"\n]+?(?=\\")|[^\s"'\\<>\ufdd0\ufdd1](?:[^\s"'\\<>\ufdd0\ufdd1]|\\(?!["'nrt]))*)`;
