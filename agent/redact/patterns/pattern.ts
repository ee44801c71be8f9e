import type { Fit } from './matching.ts';

/**
 * A secret that neither its shape nor a name before it tells. The group `keep`, with which a match begins, is not part
 * of the secret. Every pattern must be linear on any input: no unbounded repetition before the part that decides.
 */
export interface SecretPattern {
  id: string;
  pattern: RegExp;
  /**
   * Literals of which every match contains one, in the syntax of literal-search.ts: the pattern is tried only if the
   * text has one. `word`: every match is part of a word that word-signs.ts accepts. Absent: the pattern is tried on
   * each text.
   */
  needs?: readonly string[] | 'word';
  /** Whether a match is a secret. Absent: every match is. */
  fits?: Fit;
}

/** @param needs literals separated by `|`, or `word` */
export const whole = (id: string, pattern: RegExp, needs: string): SecretPattern => ({
  id,
  pattern,
  needs: needs === 'word' ? needs : needs.split('|'),
});

/** The pattern, where only these matches are secrets. */
export const fitting = (pattern: SecretPattern, fits: Fit): SecretPattern => ({ ...pattern, fits });

/** A value on a command line: in quotes, or up to the next space. */
export const value = String.raw`(?!\ufdd1|<|\$[\w({]|%\w+%|\*+(?:\s|$))(?:""[^"\n]+|"(?:[^"\\\n]|\\.|"")+|'(?:[^'\n]|'')+|\\"[^"\n]+?(?=\\")|[^\s"'\\<>\ufdd0\ufdd1](?:[^\s"'\\<>\ufdd0\ufdd1]|\\(?!["'nrt]))*)`;

/** Behind the name of a program, before a space. */
export const ofExe = String.raw`(?:\.exe)?["']?`;

/** What a text has where one of these programs is called: its name, and what `ofExe` allows behind it. */
export const marksOf = (names: string): string => names.replaceAll(/[^|]+/g, `<$& |<$&.exe|<$&"|<$&'`);
