import { fromBase64, textOf } from '../../decode/bytes.ts';
import { looksLikeKey, looksLikePassword } from '../value.ts';
import { isSaid } from '../words/description.ts';
import { madeUp, mayBeChosen } from '../words/made-up.ts';

const isMadeUp = (value: string) => madeUp(value) !== null;
/** Whether a word has what a password has and a word of a sentence has not: digits, signs, capitals inside. */
const isPassword = (value: string) => looksLikePassword(value) || isMadeUp(value);
const beforeDot = (value: string) => value.replace(/[.!]+$/, '');
const blocksWith = (value: string, ...kinds: readonly RegExp[]) =>
  value.split(/[ -]/).filter((block) => kinds.every((kind) => kind.test(block))).length;

/** Which matches of a pattern are secrets. By name, so that patterns are data. */
export const matching = {
  password: isPassword,
  'password-like': looksLikePassword,
  key: looksLikeKey,
  'password-or-key': (value: string) => looksLikePassword(value) || looksLikeKey(value),
  'key-or-made-up': (value: string) => looksLikeKey(value) || isMadeUp(value),
  'made-up': isMadeUp,
  /** What stands around it says that it may be one. */
  chosen: mayBeChosen,
  /** Not a name with separators, and not a number. */
  'no-name': (value: string) => looksLikePassword(value) && (isMadeUp(value) || !/[-_.:/]/.test(value)),
  'before-dot': (value: string) => looksLikePassword(value.replace(/[.]$/, '')),
  'not-said': (value: string) => !isSaid(value),
  'no-answer': (value: string) =>
    !/^(?:expired|required|ok|okay|failed|failure|invalid|incorrect|accepted|rejected|changed|unchanged|updated|none|never|unset|unknown|correct|wrong|missing|empty|denied|success|disabled|enabled|[*•.]+|<.*>|\(.*)[.!]?$/i.test(
      value,
    ),
  /** Not a part of a name of an object or a right. */
  'no-role': (value: string) =>
    /[A-Za-z\d]/.test(value) &&
    !isSaid(value) &&
    !/^(?:view\w*|edit\w*|read\w*|write\w*|owner|user\w*|member\w*|guest|admin\w*|root|group|role|namespace|node|password|passwd|secret|token|key|shell|bash|sh|login|page|console|dashboard|portal|panel|api|settings|\d+|https?|ssh|tcp|latest)$/i.test(
      value,
    ),
  'no-task': (value: string) =>
    !isSaid(beforeDot(value)) &&
    !/^(?:reset|change|update|field|hash|policy|prompt|file|database|auth\w*|expir\w*|store|manager|login|error|for|is|was)$/i.test(
      value,
    ),
  'no-subcommand': (value: string) =>
    !isSaid(value) &&
    !/^(?:sub)?(?:commands?|endpoint|page|form|flow|link|api|option|flag|operation|action|dialog|request|email)\b/i.test(
      value,
    ),
  /** Not `logged on as user using NTLMv2`. */
  'no-way-to-sign-in': (value: string) =>
    looksLikePassword(value.replace(/[.]$/, '')) &&
    !/^(?:kerberos|ntlm|tls|ssl|saml|oauth|oidc|openid|fido|u2f|radius|ldaps?|smart-?card|mfa|2fa|totp|sso|https?|ssh|x509)v?[\d.]*$/i.test(
      value,
    ),
  seed: (value: string) => /[g-z]/i.test(value) && blocksWith(value, /\d/, /\D/) > 1,
  /** Digits in two blocks, letters in three, and one that is no hexadecimal digit. */
  'product-key': (value: string) =>
    /[G-Z]/.test(value) && blocksWith(value, /\d/) > 1 && blocksWith(value, /[A-Z]/) > 2,
  /** Of 8 to 63 characters, and no name of a scheme, a feature or a device. Source: IEEE 802.11, annex J.4 */
  'network-key': (value: string) =>
    /[A-Za-z]/.test(value) &&
    (/\d/.test(value) || /[^-_.][-_.][^-_.]+[-_.][^-_.]/.test(value)) &&
    !isSaid(value) &&
    !/^(?:wpa|wep|aes|tkip|ccmp|gcmp|psk|sae|eap|802|bssid|rsn)|[=:/\\]/i.test(value),
  /** Also capitalized words with hyphens, and words with a number; no version. */
  'chosen-or-joined': (value: string) =>
    /^\p{Lu}\p{Ll}+(?:[_-]\p{Lu}\p{Ll}+)+$/u.test(value)
      ? !value.split(/[_-]/).every(isSaid)
      : looksLikePassword(value) && !/[:=\\]|\d\.\d/.test(value),
  'user-and-password': (value: string) => /^[!-~]{0,64}:[ -~]{1,128}$/.test(textOf(fromBase64(value))),
} as const satisfies Readonly<Record<string, (value: string) => boolean>>;

export type Fit = keyof typeof matching;
