import { matchAt, raw, regexp, type SecretSpan } from '../span.ts';
import { looksLikePassword } from '../value.ts';
import { isHarmlessAfter } from './harmless.ts';
import { noiseOf } from './randomness.ts';

/**
 * How much a word looks like a password, chosen by a person or made by a program. `much`: a sign and two or three of
 * capitals, small letters and digits, as password rules demand. `some`: capitals, small letters and digits mixed as in
 * no name. `little`: words with several separators and a number, or a word with a sign that may mean something else.
 */
type MadeUp = 'much' | 'some' | 'little' | null;

const leastLength = 8;
const mostLength = 64;

/** Signs that names do not contain. */
const sign = /[!#$%&*+?@^~]/;

/** Names, numbers and templates that contain signs. */
const forms = [
  // An e-mail address, a package version, a Java object.
  /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$|^[a-z][a-z\d._-]+@[\w-]+$|^[A-Z]?[a-z]{3,}\d{0,3}@[A-Za-z][A-Za-z-]{2,}\d{0,3}$/,
  /@[\^~]?v?\d[\w.+-]*$|@[0-9a-f]{4,16}$|@@|^@|#.*#/,
  /^v?\d+(?:\.\d+)+/,
  // A number, an arithmetic expression, an address inside a function.
  /^0x[0-9a-f]+\??$|\+0x[0-9a-f]+$|^[0-9a-f]+\+[0-9a-f]+$|^\d[\d.]*e[+-]\d+$|^\+\d+$/i,
  /^[A-Za-z_\d.]*[A-Za-z_.]\w*[*+]\d+$|^\d+[*+][a-zA-Z_][\w.]*$|^[\w.]+\+\+$/,
  // A nested class, fields of a query, a fragment of a page.
  /^(?:[A-Z][a-z]+\d*)+[$+][A-Z][A-Za-z\d]*$|^(?:[A-Za-z_][\w.]*[$+])+\w{1,3}$/,
  /^(?:[a-z_][\w-]*\.)+[A-Za-z_]\w*[$#!+?]|\.(?:md|html?|c|cs|go|js|ts|py|rb|java|cpp|h)#/,
  /&[a-z_]{2,}$|&#\w*$|&$|&[a-z]\w*[=;]/,
  // A function in a library, also behind the kind of a crash, a short MS-DOS name, a Windows package, a revision.
  /^(?:(?:[\dA-Zx]+_)*[a-z\d_.-]+|[A-Z\d_]+)!(?:[a-z]+|[A-Za-z_?@][\w:<>~.]*(?:[a-z][A-Z]|::|_)[\w:<>~.]*)(?:\+\w+)?$|\+0x/,
  /_[a-hjkmnp-tv-z\d]{13}!\w+$|~[0-9a-f]{16}~|~~|_~_|^[A-Z\d_-]{1,6}~\d(?:\.[A-Z\d]{1,3})?$|^[\w./-]+(?:[~^]\d*)+$/,
  // A computer or a managed account in its realm. Source: RFC 4120 section 6.2
  /^[A-Za-z\d][\w.-]{0,62}\$@[\w-]+(?:\.[\w-]+)+$/,
  // The virtual machine of a pod. Source: microsoft/hcsshim, internal/uvm
  /^[\da-f-]{32,64}@vm$/,
  // A port and a host, as licence managers write them. Source: FlexNet, License Administration Guide
  /^\d{2,5}@[A-Za-z][\w.-]*$/,
  // How a password is hashed, and how often. Source: docs.gitea.com, PASSWORD_HASH_ALGO
  /^(?:pbkdf2|scrypt|argon2|bcrypt)\w{0,12}(?:\$\d+){1,4}$/,
  // A client of Kafka. Source: confluentinc/librdkafka, rd_kafka_name
  /^[a-z][\w.-]*#(?:consumer|producer)-\d+$/,
  // A template, a variable, a pattern.
  /\$[\w{(]*[})]|^\$|[-_./]\$[A-Za-z_]|%[A-Za-z_]\w*%|%[A-Za-z]\b.*%[A-Za-z]\b/,
  /^\^|\$$|\.[*+?]|\*\.|^[?]|[Aa]-[Zz]|0-9|%%/,
  // Words of a query, a negation, emphasis in Markdown.
  /^[A-Za-z]+(?:\+[A-Za-z]+)+(?:\+[\d.]+)*$|^!+[$A-Za-z_][\w.]*$|^([*_~]).*\1$/,
];

/** Words that are passwords only if the name of a secret is near. */
const doubtful = [
  // An issue number, an anchor, a heading, the end of a sentence.
  /^[A-Za-z][\w.-]*#\d+$|^(?:[A-Z][a-z]+){2,}#[a-z_]+$|^[\w.-]+#_?[A-Z][\w-]*$|^[\w-]*[.-][\w.-]*#[a-z][\w-]*$|^#|^[A-Za-z']+[!?]+$/,
  // A wildcard, a pointer, an escape, a shell operator after a name.
  /^\*|[*+@%]$|^[a-z_][\w.]*[*+]\w+$|^[!&%+~^]|%[2-7][\dA-Fa-f]|^[A-Za-z_]+\?[a-z]+$|^\w+&[a-z]\w*\.\w+$/,
];

/** Format verbs of C and escapes of URLs. Their percent sign is not counted as a sign. */
const verbs = /%(?:[-+ #0]{0,3}\d{0,3}(?:\.\d{1,2})?[a-zA-Z](?![A-Za-z]{2})|[0-9A-Fa-f]{2})/g;

/** Capitalized words and a number: `Word-Word12`, `WordWord123!`. */
const ofWords = /^(?:[A-Z][a-z]{2,11}[-_.]?){2,4}\d{2,4}[!#$%&*+?@^]?$/;
/** `word-word_12`: names use only one kind of separator, passwords may use two. */
const ofJoints = /^[A-Za-z]{3,14}([-._])[A-Za-z]{3,14}(?!\1)[-._]\d{2,4}[a-z]?$/;
/** The noise above which a word was hardly written by a person. */
const leastNoise = 1.5;
/** A hexadecimal number says nothing about the rest of the word. */
const hexRun = /(?<![A-Za-z0-9])(?:[0-9a-f]{4,}|[0-9A-F]{4,})(?![A-Za-z0-9])/g;

/** Whether a word has a form that programs write for something other than a secret. */
export const isOfProgram = (value: string): boolean => forms.some((form) => form.test(value));
const isDoubtful = (value: string) => doubtful.some((form) => form.test(value));

export function madeUp(value: string): MadeUp {
  if (value.length < leastLength || value.length > mostLength) return null;
  if (!/\d/.test(value) && !sign.test(value)) return null;
  if (!/^[\p{L}\p{N}_!#$%&*+?@^.~-]+$/u.test(value) || isOfProgram(value)) return null;
  const rest = value.replaceAll(verbs, '');
  const hasSmall = /\p{Ll}|\p{Lo}/u.test(rest);
  const hasCapital = /\p{Lu}/u.test(rest);
  const hasDigit = /\d/.test(rest);
  const kindCount = [hasSmall, hasCapital, hasDigit].filter(Boolean).length;
  if (sign.test(rest)) {
    if (isDoubtful(value)) return hasDigit || /[a-z][A-Z]/.test(rest) ? 'little' : null;
    return kindCount > 1 ? 'much' : null;
  }
  if (hasSmall && hasCapital && hasDigit) {
    const noise = noiseOf(value.replaceAll(hexRun, (run) => '0'.repeat(run.length)));
    if (ofWords.test(value) || noise > leastNoise) return 'some';
  }
  return ofJoints.test(value) ? 'little' : null;
}

/** What has capitals, small letters and digits, but is no password: a path, a version, a name with its number. */
const named = /[\\/:]|^v?\d+[.:-]\d|^[A-Z][a-z]+\d{1,4}$|\.(?:[A-Z][a-z]+|[a-z]{1,5})$/;
/** Whether a value may be a password where what stands around it says that it is one. */
export const mayBeChosen = (value: string): boolean =>
  /^(?:much|some)$/.test(madeUp(value) ?? '') ||
  (looksLikePassword(value) &&
    /\p{Lu}/u.test(value) &&
    /\p{Ll}/u.test(value) &&
    !isOfProgram(value) &&
    !named.test(value));

/** The word without the punctuation that ends a sentence; a name of several words may have a number. */
export const withoutPoint = (word: string): string =>
  word.replace(/\.+$/, '').replace(/(?<=^(?:[^\d]*|[a-z]{1,20}(?:-[a-z]{1,20}\d{0,4}){1,5}))\?+$/, '');

/** A word that stands alone: not part of a path, not the name of a field. */
const alone =
  /(?<![\p{L}\p{N}_!#$%&*+?@^.~/\\-])[\p{L}\p{N}!#$%&*+?@^~][\p{L}\p{N}_!#$%&*+?@^.~-]{7,64}(?=$|[\s"'`,;)\]}<>|\ufdd0\ufdd1“”’»」、。]|\\+["'nrt])/gmu;

/** Commands and functions that sign in: the password comes after the user name among their arguments. */
const signsIn =
  /(?:connect|ldap|kinit|log_?[io]n|auth|bind|cred|user|account|passw|conn\b|params|config|settings|PDO->)\w*["']?(?:\(|,|\{|<<|\s)/i;
const reach = 300;

/** A value in quotes with brackets in it: `name = "u?R7c)Tq2[Lm!x"`. */
const inQuotes = /(?<=[=:]\s{0,3}")[!-~]{0,64}(?<=[()[\]{}][^"]{0,64})(?=")/y;
const lastQuote = (text: string, at: number) =>
  at - (/[^"]{0,64}$/.exec(text.slice(Math.max(0, at - 64), at))?.[0].length ?? 0);

/** Passwords that their shape alone tells, without a name before them. */
export function findMadeUp(text: string): SecretSpan[] {
  return [...text.matchAll(alone)].flatMap(({ 0: found, index }) => {
    const value = withoutPoint(found);
    const made = madeUp(value);
    if (made === null || made === 'some' || isHarmlessAfter(text, index)) return [];
    if (made === 'little' && !isArgument(text, index, value)) return [];
    const whole = made === 'much' ? matchAt(inQuotes, text, lastQuote(text, index)) : null;
    if (whole !== null && whole.index + whole[0].length >= index + value.length)
      return [{ id: 'made-up', start: whole.index, end: whole.index + whole[0].length }];
    return [{ id: 'made-up', start: index, end: index + value.length }];
  });
}

/** Whether a value can be an argument: it is no pointer and no name followed by a sign. */
function isArgument(text: string, at: number, value: string): boolean {
  if (!/\d/.test(value) || /^[*&][\w.]*[A-Za-z]$|[.+@%]$/.test(value)) return false;
  const before = text.slice(Math.max(0, at - reach), at);
  return signsIn.test(before.slice(before.lastIndexOf('\n') + 1)) && /["'`({,<] ?$|(?:^|\s)-\w[ =]["']?$/.test(before);
}

/** A letter beyond ASCII counts as both, small and capital. */
const ofKind = [/[a-z\u0080-\u1fff]/, /[A-Z\u0080-\u1fff]/, /\d/];
/** As many as may be on one side of a sign, and one more. */
const some = raw`[\w!#$%&*+?@^.~\u0080-\u1fff-]{0,65}`;
const around = regexp.y`(?<=(${some}))${some}`;

/** Where a word with such a sign ends; negative if its mix of characters is not that of a password. */
export function endOfMadeUp(text: string, at: number): number {
  const [behind = '', before = ''] = matchAt(around, text, at) ?? [];
  const word = before + behind;
  const isLikely = word.length >= leastLength && ofKind.filter((kind) => kind.test(word)).length > 1;
  return (at + behind.length) * (isLikely ? 1 : -1);
}
