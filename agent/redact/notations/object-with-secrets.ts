import { anyWord, indentedBelow, matchAt, type Range, raw, regexp } from '../span.ts';
import { isNothing, looksLikeKey } from '../value.ts';
import { mayBeChosen } from '../words/made-up.ts';
import type { Named, Notation } from './joints.ts';

/** Each field of it is a secret, whatever its name: `passwords: {db1: …}`. */
const ofMany =
  /(?:passwords|passwds|passphrases|pins|secrets|tokens|(?:api|access|secret|private|auth|account)[-_]?keys)$/i;
/** Fields that are the secret of what they stand in. */
const ofValue = anyWord(
  raw`v|val|value|default\w*|data|content|text|plain\w*|clear\w*|literal|raw|material|body|string|secret(?:text|value|data|key)?|pass(?:word|phrase|wd)?|pw|key|token\w*|current|primary|secondary|old|new|previous|next|latest`,
);
const ofThing = raw`id|ids|name|user|username|login|type|kind|realm|host|hostname|ur[il]|server|address|addr|endpoint|domain|tenant|scopes?|created|expires|expiry|at|date|time|datetime|ttl|hint|alg|algorithm|namespace|path|file|email|mail|region|zone|version|tag|issuer|audience|status|state|label|title|description|comment|message|source|provider|method|mode|class|format|public|fingerprint|thumbprint|digest|checksum|sha\d{0,3}|team|owner|group|environment|schema|port`;
/** Fields that tell something else of a secret. */
export const ofOther = regexp.i`^(?:ref|role|image|.*(?:${ofThing}))$`;

const opens = /["'`]?\]?\s{0,3}(?:=>|:=|[:=])?\s{0,3}(?:&?[A-Za-z][\w.*]{0,40}|[@&]|\[\s{0,200})?\{|[:= ]map\[/y;
const block = /["']?:[ \t]*\r?\n/y;
const field =
  /(["'`]?)([\w.-]{1,40})\1\s{0,3}(?:=>|[:=])\s{0,3}@?(?:"([^"\\\n]{4,200})"|'([^'\n]{4,200})'|([^\s"'`,;{}[\]<>&()]{4,200}))|<([\w.-]{1,40})>([^<>\n]{4,200})<\//g;

const reach = 2000;

/** An object whose name says that secrets are in it, in JSON, YAML, XML, Go and PowerShell. */
export const objectWithSecrets: Notation = (text, named) => {
  const inside = insideOf(text, named);
  if (inside === null) return null;
  const isMany = ofMany.test(named.name);
  const found = [...text.slice(inside.start, inside.end).matchAll(field)].flatMap((match): Range[] => {
    const { 0: whole, 2: plain, 3: a, 4: b, 5: c, 6: tag, 7: d, index } = match;
    const key = plain ?? tag ?? '';
    const value = a ?? b ?? c ?? d ?? '';
    const start = inside.start + index + whole.lastIndexOf(value);
    if (isMany ? ofOther.test(key) : !ofValue.test(key)) return [];
    if (isNothing(text, start) || !(looksLikeKey(value) || mayBeChosen(value))) return [];
    return [{ start, end: start + value.length }];
  });
  return found.length > 0 ? found : null;
};

function insideOf(text: string, named: Named): Range | null {
  if (text.charAt(named.start - 1) === '<') {
    const end = text.slice(named.end, named.end + reach).indexOf(`</${named.name}>`);
    return end === -1 || text.charAt(named.end) !== '>' ? null : { start: named.end + 1, end: named.end + end };
  }
  const [brace] = matchAt(opens, text, named.end) ?? [];
  if (brace !== undefined) return inBraces(text, named.end + brace.length);
  const [head] = matchAt(block, text, named.end) ?? [];
  return head === undefined ? null : indentedBelow(text, named.start, named.end + head.length, reach);
}

function inBraces(text: string, start: number): Range {
  const limit = Math.min(text.length, start + reach);
  let depth = 1;
  let end = start;
  for (; end < limit; end++) {
    const one = text.charAt(end);
    if (one === '{' || one === '[') depth++;
    else if ((one === '}' || one === ']') && --depth === 0) break;
  }
  return { start, end };
}
