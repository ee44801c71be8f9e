import { type SecretPattern, whole } from './pattern.ts';

/** Files, tables and what programs print. */
export const files: readonly SecretPattern[] = [
  whole('expect', /(?<keep>\bsend\s{1,5}")[^"\\\n]{6,}(?=\\r")/g, '<send '),
  whole('log-in', /(?<keep>\blogged (?:in|on) (?:as|with) [\w.\\@-]{1,64} ?\/ ?)\S{6,}/gi, 'logged in |logged on '),
  whole('credential', /(?<keep>\bBlob=)[^\s"'\ufdd1]{6,}/g, 'Blob='),
  whole('wlan-key', /(?<keep>\bKey Content\s{1,30}:\s)[^\r\n\ufdd1]{4,}/g, 'Key Content '),
  whole(
    'token-file',
    /(?<keep>^|[\s:])(?:[0-9a-f]{32}|[A-Za-z0-9]{16,64})(?=,[\w:.-]{1,64},[\w-]{1,64},"[\w:.,-]{1,200}"$)/gm,
    'word',
  ),
  whole('laps', /(?<keep>\{"n":"[^"\n]{1,64}","t":"[0-9a-f]{8,20}","p":")[^"\n]+/g, '"p":"'),
  whole('jwk', /(?<keep>"kty"[^{}\n]{0,800}"(?:d|p|q|dp|dq|qi|k)"\s{0,3}:\s{0,3}")[\w-]{16,}/g, '"kty"'),
  whole(
    'account-key',
    /(?<keep>\b(?:accountKey|accountkey|secret|password)\()[^)\s]{6,}(?=\))/g,
    'accountKey(|accountkey(|secret(|password(',
  ),
  whole('unseal-key', /(?<keep>\b(?:Unseal|Recovery) Key \d{1,2}:\s{1,5})\S{16,}/g, 'Unseal Key |Recovery Key '),
  whole('char-codes', /(?<keep>\[char\[\]\]\s{0,3}\(\s{0,3})\d{2,3}(?:\s{0,2},\s{0,2}\d{2,3}){7,}/gi, '[char'),
  whole(
    'byte-list',
    /(?<keep>(?:passw(?:or)?d|secret|token|key|pwd|pass)\w{0,10}["']?\s{0,3}[:=]\s{0,3}(?:\[\]byte)?[[{(]\s{0,3})\d{1,3}(?:[,\s]\s{0,2}\d{1,3}){5,}/gi,
    'pass|secret|token|key|pwd',
  ),
  // Its name is a column of a table.
  whole(
    'table',
    /(?<keep>(?:^|")[^\S\n]*(?:[\w]+[^\S\n]+){1,5}(?:Password|Secret|Token)[^\S\n]*\r?\n[^\S\n]*(?:-+[^\S\n]*){2,6}\r?\n[^\S\n]*(?:\S+[^\S\n]+){1,5})\S{4,}(?=[^\S\n]*\r?$)/gim,
    'password|secret|token',
  ),
  whole(
    'table',
    /(?<keep>(?:^|")[^\S\n]*[\w]{1,40}(?:,[\w]{1,40}){0,5},(?:password|secret|token)\r?\n[^\S\n]*[^\s,]{1,100}(?:,[^\s,]{1,100}){0,5},)[^\s,]{4,}(?=\r?$)/gim,
    'password|secret|token',
  ),
  // A form of several parts. Source: RFC 7578
  whole(
    'form',
    /(?<keep>form-data; name="[\w-]{0,40}(?:password|passwd|secret|token)"\s{2,4})[^\s]{4,}/gi,
    'form-data',
  ),
  whole(
    'section',
    /(?<keep>(?:^|["\s])\[(?:credentials?|secrets?|auth|passwords?)\]\s*\n(?:\s*\w{1,40}\s*=[^\n]*\n){0,5}?\s*(?:value|pass|pw|key)\s{0,5}=\s{0,5})[^\s"']+/gim,
    '[cred|[secret|[auth|[pass',
  ),
  whole('graphql', /(?<keep>\bpassword:\s{0,3}")[^"\n]+/g, 'password:'),
];
