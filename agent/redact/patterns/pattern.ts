import { fromBase64, textOf } from '../../decode/bytes.ts';
import { raw } from '../span.ts';
import { looksLikeKey, looksLikePassword } from '../value.ts';
import { madeUp } from '../words/made-up.ts';
import { isSaid } from '../words/stand-ins.ts';

const blocksWith = (value: string, ...kinds: readonly RegExp[]) =>
  value.split(/[ -]/).filter((block) => kinds.every((kind) => kind.test(block))).length;
/** What is said of a password where the password itself would stand. */
const answers =
  /^(?:expired|required|ok|okay|failed|failure|invalid|incorrect|accepted|rejected|changed|unchanged|updated|none|never|unset)$/i;
/** How somebody signs in: not `logged on as user using NTLMv2`. */
const ways = /^(?:kerberos|ntlm|tls|ssl|saml|oauth|oidc|radius|ldaps?|smart-?card|mfa|2fa|sso|https?|ssh)v?[\d.]*$/i;
/** What an account may do, and where. */
const roles =
  /^(?:view\w*|edit\w*|read\w*|write\w*|owner|user\w*|member\w*|guest|admin\w*|root|group|role|namespace|node|passw\w*|secret|token|key)$/i;
const places = /^(?:shell|bash|sh|login|page|console|dashboard|portal|panel|api|settings|\d+|https?|ssh|tcp|latest)$/i;

/** Which matches of a pattern are secrets. By name, so that patterns are data. */
export const matching = {
  any: () => true,
  /** It has what a password has and a word of a sentence has not: digits, signs, capitals inside. */
  password: (value: string) => looksLikePassword(value) || madeUp(value) !== null,
  key: looksLikeKey,
  'made-up': (value: string) => madeUp(value) !== null,
  /** Not a name with separators, and not a number. */
  'no-name': (value: string) => looksLikePassword(value) && (madeUp(value) !== null || !/[-_.:/]/.test(value)),
  'not-said': (value: string) => !isSaid(value),
  'no-answer': (value: string) => !answers.test(value),
  /** Not a part of a name of an object or a right. */
  'no-role': (value: string) => !isSaid(value) && !roles.test(value) && !places.test(value),
  'no-way-to-sign-in': (value: string) => looksLikePassword(value.replace(/[.]$/, '')) && !ways.test(value),
  /** Groups of base32 and not of a number. */
  'no-hex': (value: string) => /[g-z]/i.test(value) && /\d/.test(value),
  /** Digits in two blocks, letters in three, and one that is no hexadecimal digit. */
  'product-key': (value: string) =>
    /[G-Z]/.test(value) && blocksWith(value, /\d/) > 1 && blocksWith(value, /[A-Z]/) > 2,
  'user-and-password': (value: string) => /^[!-~]{0,64}:[ -~]{1,128}$/.test(textOf(fromBase64(value))),
} as const satisfies Readonly<Record<string, (value: string) => boolean>>;

type Fit = keyof typeof matching;

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
export const whole = (id: string, pattern: RegExp, needs: string, only: Fit = 'any'): SecretPattern => ({
  id,
  pattern,
  needs: needs === 'word' ? needs : needs.split('|'),
  fits: only,
});

/** The rows of a table with one of them a line, and their columns between `»`. */
export const tableRows = (table: string): string[][] =>
  table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.split(' » '));

/**
 * The patterns of a table: the id with flags other than `gi` and which matches fit; what it needs, where `·` is a space;
 * what stands before the secret and stays; the secret. Without the third column, all of a match is secret.
 */
export const patternsIn = (table: string): SecretPattern[] =>
  tableRows(table).map(([head = '', needs = '', first = '', secret]) => {
    const [, id = '', flags = 'gi', fits = 'any'] = /^([\w-]+)(?:\/(\w+))?(?:, ([\w-]+))?$/.exec(head) ?? [];
    const pattern = secret === undefined ? new RegExp(first, flags) : place(first, secret, flags);
    // Each name of a fit is tried by a test.
    return whole(id, pattern, needs.replaceAll('·', ' '), fits as Fit);
  });

/** A regular expression of named parts: what stands before a secret and stays, and the secret. */
export const place = (before: string, secret: string, flags = 'g'): RegExp =>
  new RegExp(`(?<keep>${before})${secret}`, flags);

/** Parts that many rows have: a character of a word without quotes, signs of an assignment. */
export const character = raw`[^\s"'\ufdd1]`;
export const assigned = raw`["']?\s{0,3}[:=]\s{0,3}`;
