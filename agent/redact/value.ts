import { isAt, matchAt, type Range, raw, regexp } from './span.ts';
import { noiseOf } from './words/randomness.ts';

const maxQuoted = 8 * 1024;

const endOfWord = raw`(?![\w!#$%*+/@^~-])`;
const removed = 'REDACTED|HIDDEN|OMITTED|MASKED|FILTERED|SCRUBBED|SANITIZED|STRIPPED|REMOVED|SPECIFIED|PLACEHOLDER';
const isRemoved = raw`[-_(#*]{0,3} ?(?:[A-Z]{1,20}_){0,8}(?:${removed})(?:_[A-Z]{1,20}){0,8}[-_)#*]{0,3}${endOfWord}`;
const mask = raw`<[^<>\n]{0,60}>|\*{2,}[^\s"']*|\*[A-Z]+\*|\[(?:redacted|hidden|masked|removed|PII of)\b|DATA\+OMITTED\b|#[0-9a-f]{3,8}(?=[;\s])`;
const elsewhere = raw`arn:aws[\w-]{0,10}:[a-z]|ENC\[AES256_GCM,|@Microsoft\.KeyVault\(|\$[\w({:]|%[A-Za-z_]\w*%|\{\{|\ufdd1`;
const missing =
  'set|given|found|configured|defined|provided|specified|available|present|needed|required|used|applicable|supported|changed|valid';
const none = raw`true|false|null|nil|none|undefined|yes|no|required|on|off|auto[Gg]enerate|not (?:${missing})|\(none\)|\(null\)`;
const member = raw`var\.[\w.]+|env\.[\w.]+|process\.env[\w.]*|System\.[\w.]+`;
/** Texts that refer to a value elsewhere, replace a removed one, or hide nothing. */
const nothing = regexp.iy`(?:${mask}|${elsewhere}|${isRemoved}|(?:${none}|${member})${endOfWord})`;

const opening = /(?:[bruNE@]|&[a-z]\w{0,20} )?((?:\\{1,15}(?=["']))?)("""|'''|"{1,2}|'{1,2}|[“‘«`])/y;
/** A YAML anchor comes before its value. */
const anchor = /&[A-Za-z]\w{0,20} (?=\S)/y;
const closings: Record<string, string> = { '“': '”', '‘': '’', '«': '»' };

/** The value at a position: the text between quotes, or a word. null: there is none, or none that is secret. */
export function valueAt(text: string, at: number, ends: RegExp = wordEnd): Range | null {
  const opened = matchAt(opening, text, at);
  if (opened !== null) {
    const [whole, slashes = '', quote = ''] = opened;
    const start = at + whole.length;
    if (isNothing(text, start)) return null;
    return slashes === '' ? quoted(text, start, quote) : escaped(text, start, slashes + quote.charAt(0));
  }
  const [named = ''] = matchAt(anchor, text, at) ?? [];
  const start = at + named.length;
  return isNothing(text, start) ? null : bare(text, start, ends);
}

export const isNothing = (text: string, at: number): boolean => isAt(nothing, text, at);

/** A value in a string inside a string: it ends at the next quote with the same number of backslashes. */
function escaped(text: string, start: number, close: string): Range | null {
  let end = text.indexOf(close, start);
  // A quote with more backslashes is part of the value.
  while (text.charAt(end - 1) === '\\') end = text.indexOf(close, end + close.length);
  if (end === -1 || end - start > maxQuoted) return bare(text, start);
  return end > start ? { start, end } : null;
}

function quoted(text: string, start: number, quote: string): Range | null {
  // Two quotes are an empty value if nothing follows directly; otherwise a quote that was doubled.
  const isTriple = quote.length === 3;
  const isDouble = quote.length === 2;
  if (isDouble && !/[^\s,;)}\]=:&]/.test(text.charAt(start))) return null;
  const close = closings[quote] ?? quote;
  let at = start;
  for (const limit = Math.min(text.length, start + maxQuoted); at < limit; at++) {
    if (text.startsWith(close, at)) {
      // A doubled quote inside the value stands for one quote.
      if (
        close.length === 1 &&
        (close === '"' || close === "'") &&
        text.charAt(at + 1) === close &&
        /\w/.test(text.charAt(at + 2))
      ) {
        at++;
        continue;
      }
      break;
    }
    const one = text.charAt(at);
    if (one === '\\' || (one === '`' && close === '"')) at++;
    else if ((one === '\n' || one === '\r') && !isTriple) break;
    else if (one === '\ufdd0') break;
  }
  const end = Math.min(at, text.length);
  let from = start;
  while (isTriple && /\s/.test(text.charAt(from))) from++;
  return end > from ? { start: from, end } : null;
}

/** The end of a word without quotes: a space, a quote, or the start of the next field. */
const wordEnd =
  /[\s"'<>\ufdd0\ufdd1”’`]|\\+["'nrt]|[,;&]+(?=[\s"'}\])]|$|[\w.-]{1,60}[=:])|&&|\|\||[)}\]]+(?=[\s,;.:)}\]"'|]|$)/g;
/** Only a space or a quote ends it. */
export const spaceEnd = /[\s"'<>\ufdd0\ufdd1]|\\+["'nrt]/g;
/** In a printed Go map, a comma or a brace ends it too. */
export const fieldEnd = /[\s"'<>,;}\])\ufdd0\ufdd1]|\\+["'nrt]/g;

const maxWord = 64 * 1024;

export function bare(text: string, at: number, ends: RegExp = wordEnd): Range | null {
  const end = Math.min(matchAt(ends, text, at)?.index ?? text.length, at + maxWord);
  return end > at ? { start: at, end } : null;
}

/** Whether a value looks like a password: words of a sentence have no digits, signs or inner capitals. */
export function looksLikePassword(value: string): boolean {
  if (value.length < 6 || value.length > 200) return false;
  if (
    /^[\d.:/,-]+$/.test(value) ||
    /^(?:[A-Za-z]:\\|\\\\|\/|https?:|0x[\da-fA-F]{1,16}(?:\/0x[\da-f]{1,16})?$)/.test(value)
  )
    return false;
  // A sentence.
  if (/^[A-Za-z']+(?: [a-z']+){2}/.test(value)) return false;
  if (/\d/.test(value) && /\p{L}/u.test(value)) return true;
  if (/[A-Za-z][!#$%^*+@~][A-Za-z0-9]/.test(value)) return true;
  return /[a-z][A-Z]/.test(value) && noiseOf(value) > 0;
}

/** Whether a value looks like a key: random characters, a GUID, or hexadecimal digits. */
export function looksLikeKey(value: string): boolean {
  if (/^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i.test(value)) return true;
  // A number, an address, an exception.
  if (/^0x[0-9a-f]{1,16}$/i.test(value)) return false;
  if (value.length < 16 || /[\\\s]|^[./]|:\/\//.test(value)) return /^[A-Za-z0-9]{10,}$/.test(value) && isMixed(value);
  if (/^[A-Za-z]{0,4}-?(?:[0-9a-f]{16,}|[0-9A-F]{16,})$/.test(value)) return /[a-f]/i.test(value) && /\d/.test(value);
  const noise = noiseOf(value);
  const isOfAll = value.length >= 20 && /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value);
  return (isMixed(value) && noise > 0) || noise > 8 || (isOfAll && noise > -2);
}

const isMixed = (value: string) => /\d/.test(value) && /[a-z]/i.test(value) && noiseOf(value) > -1;
