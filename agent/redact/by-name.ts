import { createPace, type Memory, type Steps } from './memory.ts';
import { assignment } from './notations/assignment.ts';
import type { Notation } from './notations/joints.ts';
import * as joints from './notations/joints.ts';
import { objectWithSecrets, ofOther } from './notations/object-with-secrets.ts';
import { nearby, prose } from './notations/prose.ts';
import { type Says, secretWord, states } from './secret-names.ts';
import { addSpans, isAt, lineAt, lineStartAt, matchAt, type Range, raw, regexp, type SecretSpan } from './span.ts';
import { looksLikeKey, looksLikePassword } from './value.ts';
import { madeUp, mayBeChosen } from './words/made-up.ts';
import { isNoValue, isStandIn } from './words/stand-ins.ts';

/** Where a comment begins, and the words of it before the name. */
const begin =
  /(?:^|[\s;])(?:#{1,3}|\/\/+|;+|--|\/\*+|<!--|::|&? ?\bREM\b)[ \t]{0,3}(?:[\p{L}\p{N}'’_-]{1,20}[ \t]){0,5}$/iu;
const remarkedDeeds = raw`rotates?|changes?|resets?|sets?|holds?|has|have|needs?|uses?|using|contains?|stores?|reads?|updates?|sees?|checks?|adds?|removes?|gets?|no|not|without|requires?|takes?|asks?|is|are|if|when|where|from|via|with|name|mit|ohne|sans|avec`;
/** A comment with one of these words describes a secret, and does not name the one beside it. */
const deed = regexp.i`\b(?:${remarkedDeeds})\b`;
/** The rest of the comment: whose it is. */
const rest =
  /(?:[ \t](?:for|of|on|to|in|at|für|von|pour|de|du|del)[ \t][^\n:=]{1,40}?)?[ \t.:]{0,3}(?:\*\/|-->)?[ \t]*(?=\r?\n|$)/y;
/** The value alone, the value of a field, or an element, at the end of a line. */
const values = [
  /^[ \t]*(?:- )?["'`]?([^\s"'`=:,;<>]{6,64})["'`]?[ \t]*[,;]?[ \t]*$/,
  /(?:^|[\s{,(])["']?[$@]?([\w.-]{1,40})["']?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}["'`]?([^\s"'`,;<>]{6,64})["'`]?[ \t]*[,;]?(?:[ \t]*&)?[ \t]*$/,
  /<([\w.-]{1,40})(?:\s[^<>]{0,80})?>([^<>\n]{6,64})<\/[\w.-]{1,40}>[ \t]*$/,
];

/** `value  # database password`, or such a comment on a line of its own and the value in the line below. */
const remark: Notation = (text, { start, end, says }) => {
  const after = matchAt(rest, text, end);
  if (after === null) return null;
  const lineStart = lineStartAt(text, start, 400);
  const before = text.slice(lineStart, start);
  const mark = begin.exec(before);
  if (mark === null || deed.test(mark[0])) return null;
  const code = before.slice(0, mark.index);
  if (/\S/.test(code)) return valueIn(text, { start: lineStart, end: lineStart + code.length }, says);
  const next = text.indexOf('\n', end + after[0].length);
  return next === -1 ? null : valueIn(text, { start: next + 1, end: next + 1 + lineAt(text, next + 1).length }, says);
};

function valueIn(text: string, { start, end }: Range, says: string): Range | null {
  const line = text.slice(start, end);
  if (line.length > 300) return null;
  for (const pattern of values) {
    const [, first = '', second] = pattern.exec(line) ?? [];
    const value = second ?? first;
    if (value === '' || (second !== undefined && ofOther.test(first))) continue;
    const at = start + line.lastIndexOf(value);
    const isSecret = looksLikeKey(value) || (says !== 'maybe' && mayBeChosen(value));
    return isSecret ? { start: at, end: at + value.length } : null;
  }
  return null;
}

/** Letters of a name, including those that other languages add when they inflect a word. */
const letters = raw`[\w.\-\u00c0-\u024f\u0370-\u052f]{0,${joints.maxName}}`;
/** The parts of a name before and behind the word that tells a secret, without the dot that ends a sentence. */
const beginning = new RegExp(`(?<=(${letters}))`, 'y');
/** `Secret ID = value` has two words. */
const ending = new RegExp(raw`${letters}(?<![.-])(?: (?:ID|Id|id)(?=[ \t]{0,40}[=:]))?`, 'y');

/** Secrets that are told by the name before them, in every notation, and the starts of the lines with such names. */
export function* findNamed(text: string, memory: Memory): Steps<{ spans: SecretSpan[]; lines: Set<number> }> {
  const spans: SecretSpan[] = [];
  const lines = new Set<number>();
  const isTimeToPause = createPace();
  let line = 0;
  let before = 0;
  let covered = 0;
  /** The values of the last name that has some. */
  let values: readonly SecretSpan[] = [];
  for (const { 0: found, index } of text.matchAll(secretWord)) {
    const to = index + found.length;
    // Inside a secret or a name that was handled already.
    if (to <= covered || values.some(({ start, end }) => start <= index && to <= end - 16)) continue;
    if (isTimeToPause(index)) yield;
    const named = nameAround(text, index, to, memory);
    if (named === null) continue;
    covered = Math.max(covered, named.end);
    const newline = text.slice(before, index).lastIndexOf('\n');
    if (newline !== -1) line = before + newline + 1;
    before = index;
    lines.add(line);
    const own = valuesOf(text, named);
    if (own.length === 0) continue;
    values = own;
    addSpans(spans, own);
  }
  return { spans, lines };
}

/** Where the last name of a secret in a line ends; null: the line has none. */
export function endOfLastName(line: string, memory: Memory): number | null {
  let last: number | null = null;
  for (const { 0: found, index } of line.matchAll(secretWord)) {
    last = nameAround(line, index, index + found.length, memory)?.end ?? last;
  }
  return last;
}

function nameAround(text: string, from: number, to: number, { saysOf }: Memory): joints.Named | null {
  const [, before = ''] = matchAt(beginning, text, from) ?? [];
  const [behind = ''] = matchAt(ending, text, to) ?? [];
  const start = from - before.length;
  const end = to + behind.length;
  const name = text.slice(start, end);
  if (ofPast.test(name) || isAt(inReference, text, start)) return null;
  if (otherNames.some(([of, around]) => of.test(name) && isAt(around, text, start))) return null;
  const says = (/^key$/i.test(name) ? saysOfKey(text, start) : null) ?? saysOf(name);
  return says === null ? null : { start, end, says, name };
}

const ofIndex = raw`issue|rule|project|component|branch|plan|build|idempotency|partition|sort|range|routing|object|dedup|deduplication|conflict|cache|restored from|row|map|foreign|hash|(?:non-?existent|missing|unknown|find|no such|without|references|invalid) (?:the )?(?:secret|config(?: ?map)?)`;
const ofObject = raw`\bpublic[ \t](?:key[ \t])?|\barn:[\w-]{1,20}:secretsmanager:[\w-]{0,30}:\d{0,12}:`;

/** Ids of revoked tokens, and of sessions that RADIUS counts. */
const ofPast = /^(?:previously_)?(?:invalidated|revoked|deleted|expired)_|^Acct-/;
/** What a shell says where the variable is not set; the digest of what has the name, as Helm's charts note it. */
const inReference = /(?<=\$\{)[\w.-]{1,130}:?\?|(?<=\b(?:checksum|digest|sha\d{1,3}|md5)\/)/iy;

/** Names that are none of a secret where this stands around them. */
const otherNames: readonly (readonly [name: RegExp, around: RegExp])[] = [
  // The result of a Go test.
  [/^PASS$/, /(?<=--- )|PASS:? \S{1,180} \(\d[\d.]{0,12} ?m?s\)/y],
  // What OpenVPN asks for, and answers. Source: openvpn.net, management-notes.txt
  [/^PASSWORD$/, /PASSWORD:(?:Need '|Verification Failed)/y],
  // The name of a Kubernetes object, or of a public key.
  [/^(?:key|secret|token)$/i, regexp.iy`(?<=${ofObject})`],
  // The identity that a client sends with a pre-shared key.
  [/psk$/i, /(?<=identity["']?[ \t]{0,3}[=: ][ \t]{0,3}["']?)/iy],
  // Source: tailscale/tailscale, types/key: private keys have another prefix.
  [/^(?:node|disco|m)key$/, /\w+:[\da-f]{64}(?![\da-f])/y],
  // Keys by which something is found, and names of values in an object.
  [/^keys?$/i, regexp.iy`(?<=\b(?:${ofIndex})[ _-])`],
  // Source: RFC 2408 section 3.1: the cookies of IKE are sent in the clear.
  [/^cookie$/i, /(?<=\b(?:initiator|responder|isakmp|ike)[ _-])/iy],
  [/^code$/i, regexp.iy`(?<=\b(?:${states}) )`],
];

/** `license key`, in a sentence. */
const ofProduct =
  /(?<=\b(?:api|access|licen[sc]e|secret|signing|encryption|account|shared|activation|product|recovery)[ \t])/iy;
const preShared = /(?<=\bpre-?shared[ \t])/iy;

/** What the words before "key", or the section around it, say of it; null: nothing. */
function saysOfKey(text: string, start: number): Says | null {
  if (isAt(preShared, text, start)) return 'password';
  if (isAt(ofProduct, text, start)) return 'likely';
  return isInSigning(text, start) ? 'secret' : null;
}

/** The value by the first notation that matches. */
function valuesOf(text: string, named: joints.Named): SecretSpan[] {
  for (const [id, notation] of notations) {
    const found = notation(text, named);
    if (found === null) continue;
    const all = 'start' in found ? [found] : found;
    return all.flatMap((range) => (isWanted(text, named, range) ? [{ ...range, id }] : []));
  }
  return [];
}

const deeds = raw`[Uu]pdate|[Cc]hange|[Rr]eset|[Ff]orce|[Rr]equire|[Hh]as|[Ii]s|[Uu]se|[Aa]llow|[Gg]enerate|[Ee]nable|[Dd]isable|[Ss]how|[Hh]ide|[Ss]tore|[Ss]ave|[Rr]emember|[Pp]rompt|[Aa]sk|[Nn]eed|[Nn]o|[Ss]kip`;
/** An object with its address in memory, or an enhanced status code of SMTP. */
const ofAddress = /^[A-Za-z][\w.$]*[@{][0-9a-f]{4,16}$|^\d\.\d{1,3}\.\d{1,3}\W?$/;

/** Words, and a version: `auth=public_v2`, the name of a module; or how somebody signs in. */
const ofModule =
  /^(?:[A-Za-z]{1,20}\d?(?:[_+-](?:[A-Za-z]{1,20}\d?|v\d{1,2}|\d))+|(?:ntlm|oauth|saml|tls|sha|snmp|kerberos)v?\d{1,3})$|^(?:mechanism|method|type|mode|scheme)=/i;
/** A token of source code, in the message of a parser. */
const ofSyntax = /(?<=\b(?:syntax error|parse error|unexpected|not be parsed|"pos":\d{1,9},)[^\n]{0,240})/iy;
const hashes = raw`s?sha[-_]?\d{0,3}|md[45]|[bs]?crypt|argon2(?:id|i|d)?|pbkdf2(?:[-_][\w-]{1,20})?`;
const ciphers = raw`hmac[-_][\w-]{1,20}|scram-sha-\d{1,3}(?:-plus)?|(?:caching_sha2|mysql_native)_password|aes[-_]?\d{3}(?:[-_]\w{3})?|[rhep]s\d{3}|rsa[-_]?\d{0,4}|(?:ed|x)25519`;
const ofGuid = /^\{?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}?$/i;

/** How something is hashed, encrypted or signed, a number in a registry file, a public key. */
const ofNoName = regexp.i`^(?:${hashes}|${ciphers}|dword:[\da-f]{1,8}|(?:node|disco|m)key:[\da-f]{64}|d:[\da-f]{16})$`;

/** Values that are no secrets behind such a name. */
const otherValues: readonly (readonly [name: RegExp, value: RegExp])[] = [
  // Several of them: a number behind the name counts them.
  [/(?:tokens|passwords|secrets|keys|credentials|creds|pins|cookies)$/i, /^\d{1,9}$/],
  [/auth$/i, ofModule],
  // The name of an object: words of small letters with hyphens.
  [/creds?$|credentials?$/i, /^[a-z]{2,20}(?:-(?:[a-z]{2,20}\d?|\d{1,2}))+$/],
  [/(?:external|sealed)secret$/i, /^(?:[a-z\d-]{1,63}\/)?[a-z][a-z\d-]{0,62}$/],
  [/session[_ -]?id$/i, ofGuid],
  // The thumbprint of the certificate that signs.
  [/signing$/i, /^[\da-f]{40}$/i],
  // The name of a cookie: no sign gives it a value.
  [/cookies?$/i, /^\.?[A-Z]\w*(?:\.[\w-]+)+$/],
  // What a board calls its pins.
  [/^pin$/i, /^(?:GPIO|BCM|IO|P[A-K]?|[AD])_?\d{1,3}$/i],
  // `update_password: always`: a setting for a password, not a password.
  [regexp.none`^(?:${deeds})(?:[_-]|(?=[A-Z]))`, /^[a-z]{2,10}(?:_[a-z]{2,10})?$/],
];

/** What a resolver says of the cookie of DNS. Source: bind9, dig */
const ofDns = /[ \t]\((?:good|bad|echoed)\)/y;
/** An issue of SonarQube. */
const ofIssue = /["'],\s?"(?:rule|component|severity)"/y;
/** What stands around the session of TLS, whose id is sent in the clear. Source: RFC 5246 section 7.4.1 */
const ofTls =
  /\bcipher[ _-]?(?:suites?|\s*:)|\b(?:client|server) ?hello\b|\bSSL-Session:|\bSession[ -]ID(?: Length|-ctx):|\bSSL connection\b|\btls\.handshake\b/i;
const isOfSession = (text: string, { start, end }: Range) =>
  /^[\da-f]{16,64}$/i.test(text.slice(start, end)) && ofTls.test(text.slice(Math.max(0, start - 300), end + 200));

/** A digest, with how it was made. */
const ofSum = /^(?:sha-?(?:1|224|256|384|512)|md5)[:/-]{1,2}(?:[\da-f]{32,128}|[\w+/-]{27,86}={0,2})$/i;
/** The code or the name of an error, and what it says. */
const ofError = /(?:AADSTS\d{4,9}:?|(?:[A-Z]{1,10}-?\d{3,8}|\w{3,60}(?:Error|Exception)):)/y;
function isError(text: string, { start, end }: Range): boolean {
  const [found = ''] = matchAt(ofError, text, start) ?? [];
  return found !== '' && start + found.length >= end;
}

/** Whether a value is no secret, but a count, an algorithm, a digest, the name of an object, or an error. */
function isOfOther(text: string, { name, says }: joints.Named, { start, end }: Range): boolean {
  const value = text.slice(start, end);
  if (ofNoName.test(value) || isError(text, { start, end })) return true;
  if (otherValues.some(([of, other]) => of.test(name) && other.test(value))) return true;
  if (ofSum.test(value) && (says !== 'password' || /pins?$/i.test(name))) return true;
  if (/cookie$/i.test(name) && isAt(ofDns, text, end)) return true;
  if (/^token$/i.test(name) && /^[A-Za-z_]{1,30}$/.test(value) && isAt(ofSyntax, text, start)) return true;
  if (/session[_ -]?id$/i.test(name) && isOfSession(text, { start, end })) return true;
  if (name === 'key' && isAt(ofIssue, text, end)) return true;
  // The key of a key ring has a GUID in braces as its id.
  return /^key$/i.test(name) && ofGuid.test(value) && /\{/.test(text.slice(start - 1, start + 1));
}

function isWanted(text: string, named: joints.Named, { start, end }: Range): boolean {
  const { says, name } = named;
  const value = text.slice(start, end);
  if (isOfOther(text, named, { start, end })) return false;
  if (!/[\p{L}0-9]/u.test(value) || isNoValue(text, named, { start, end })) return false;
  if (says !== 'password' && ofAddress.test(value)) return false;
  // A key that signs has at least 128 bits. Source: RFC 7518 section 3.2; it is no path, and no name of a resource.
  if (says === 'secret' && /^key$/i.test(name))
    return looksLikeKey(value) || (value.length >= 16 && !/[\\/]|^arn:|\.(?:pem|key)$/.test(value));
  if (says === 'password' || says === 'secret') return true;
  // A user and a password.
  if (/auth$/i.test(name) && /^[\w.@-]{1,64}:(?![/\d]|\w+:)\S{4,}$/.test(value))
    return !isStandIn(value.replace(/^.*?:/, ''));
  if (/[a-z_-]key$/i.test(name) && /^(?:much|some)$/.test(madeUp(value) ?? '')) return true;
  return looksLikeKey(value) || (says === 'likely' && looksLikePassword(value));
}

/**
 * In order: the first notation that matches gives the value. What is no row of the table of joints has several values
 * (an object, a list, a block), or words of a sentence around it.
 */
const notations: readonly (readonly [id: string, joints.Notation])[] = [
  ['env', joints.pair],
  ['key', joints.attribute],
  ['key', joints.setting],
  ['key', objectWithSecrets],
  ['key', joints.constant],
  ['key', assignment],
  ['flag', joints.flag],
  ['key', joints.element],
  ['key', joints.directive],
  ['key', joints.unfinished],
  ['key', remark],
  ['key', joints.label],
  ['key', prose],
  ['key', nearby],
];

/** Sections whose field `key` signs or encrypts: `"Jwt": { "Key": … }`, `[auth]`. */
const ofSigning =
  /(?:jwt|jws|token|signing|hmac|auth|authentication|encryption|crypto)s?[_-]?(?:options|settings|config(?:uration)?)?$/i;

/** The first line of a section in TOML and INI files. */
const header = /^\[([\w.-]{2,60})\]/gm;
const reach = 600;
const opening = /["']?([\w.:-]{2,60})["']?\s*[:=]?\s*$/;

/** Whether the field at a position stands in a section for keys that sign or encrypt: in JSON, HCL, YAML or TOML. */
export function isInSigning(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - reach), at);
  // The path of a setting. Source: learn.microsoft.com/dotnet/core/extensions/configuration, Keys and values
  const path = /([\w.-]{2,60}):$/.exec(before)?.[1];
  const name = path ?? inBraces(before) ?? inIndent(before) ?? [...before.matchAll(header)].at(-1)?.[1];
  return name !== undefined && ofSigning.test(name);
}

/** The name before the brace that is open at the end of a text. */
function inBraces(before: string): string | undefined {
  let depth = 0;
  for (let at = before.length; at >= 0; at--) {
    const one = before.charAt(at);
    if (one === '}') depth++;
    else if (one === '{' && depth-- === 0) return opening.exec(before.slice(Math.max(0, at - 70), at))?.[1] ?? '';
  }
  return undefined;
}

/** The name of the YAML mapping that a field is indented in. */
function inIndent(before: string): string | undefined {
  const lines = before.split('\n');
  const indent = /^ *(?=["']?$)/.exec(lines.pop() ?? '')?.[0].length ?? 0;
  const above = lines.findLast((line) => /\S/.test(line) && line.search(/\S/) < indent);
  return /^ *["']?([\w.-]{2,60})["']?:[ \t]*\r?$/.exec(above ?? '')?.[1];
}
