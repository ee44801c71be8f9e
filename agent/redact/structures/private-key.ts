import { raw, regexp, type SecretSpan } from '../span.ts';

const mark = /-----(BEGIN|END) (?:[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V1)-----/g;
/** Literals of private keys, in the syntax of literal-search.ts. */
export const privateKeyMarks = ['-----', 'private-lines:'];
/** Longer than any key, including the prefixes that a log writes before each line. */
const maxLength = 64 * 1024;
const ofBody = /[A-Za-z0-9+/=\s\\]/;
const bodyAhead = /^[A-Za-z0-9+/=\s\\:,.-]*/;

/**
 * The blocks between two such lines. If one of these lines is cut off, as far as the text can be part of the block.
 */
function* blocksIn(text: string, mark: RegExp): Generator<{ start: number; end: number }> {
  let begun: number | null = null;
  for (const { 0: whole, 1: side, index } of text.matchAll(mark)) {
    if (begun !== null && (side === 'BEGIN' || index - begun > maxLength)) {
      yield { start: begun, end: cutOff(text, begun, index) };
      begun = null;
    }
    if (side === 'END') yield { start: begun ?? bodyBefore(text, index), end: index + whole.length };
    begun = side === 'BEGIN' ? index : null;
  }
  if (begun !== null) yield { start: begun, end: cutOff(text, begun, text.length) };
}

/** Private keys in PEM, and those of PuTTY. */
export const findPrivateKeys = (text: string): SecretSpan[] =>
  [...blocksIn(text, mark), ...puttyIn(text)].map(({ start, end }) => ({ id: 'private-key', start, end }));

/** @param limit where the next block begins */
function cutOff(text: string, begun: number, limit: number): number {
  const body = bodyAhead.exec(text.slice(begun, Math.min(limit, begun + maxLength)))?.[0] ?? '';
  return begun + body.trimEnd().length;
}

function bodyBefore(text: string, end: number): number {
  let start = end;
  while (end - start < maxLength && ofBody.test(text.charAt(start - 1))) start--;
  // Words before the key also match; the key itself begins with a run longer than any word.
  const run = /[A-Za-z0-9+/=]{40,}/.exec(text.slice(start, end));
  return run === null ? end : start + run.index;
}

/** A PuTTY key has no end mark, but tells the number of its lines. */
const putty = /Private-Lines: \d{1,3}\r?\n(?:[A-Za-z0-9+/=]{1,80}\r?\n?){1,200}/g;
const puttyIn = (text: string) => rangesOf(text.matchAll(putty));

const rangesOf = (matches: Iterable<RegExpExecArray>) =>
  [...matches].map(({ 0: { length }, index }) => ({ start: index, end: index + length }));

const publicMark =
  /-----(BEGIN|END) (?:X509 |TRUSTED |NEW |RSA |EC |SSH2 |PGP )?(?:CERTIFICATE|CERTIFICATE REQUEST|X509 CRL|PUBLIC KEY|PUBLIC KEY BLOCK)-----/g;

/** Images, fonts and media in a data URL. */
const media = /data:(?:image|font|audio|video)\/[\w.+-]{1,40};base64,[A-Za-z0-9+/=]+/g;

const certificates = raw`(?:user|cA|crossCertificatePair|msDS-KeyCredential)?Certificate(?:RevocationList)?(?:;binary)?`;
const ids = raw`objectSid|sIDHistory|[\w-]{0,40}(?:GUID|CreatorSID)|tokenGroups\w{0,30}|nTSecurityDescriptor`;
/** Attributes in LDIF that are binary, but no secrets, also folded. Source: RFC 2849; MS-ADTS, MS-ADA1 to 3 */
const attribute = regexp.gi`(?<![\w-])(?:${ids}|${certificates}|dnsRecord|replUpToDateVector|(?:thumbnail|jpeg)Photo|logonHours)::? [A-Za-z0-9+/=]{16,}(?:\r?\n [A-Za-z0-9+/=]{1,200})*`;

/** Certificates, certificate requests and public keys in PEM, and images. They look random, but hold no secret. */
export function publicRanges(text: string): { start: number; end: number }[] {
  const attributes = text.includes(':: ') ? text.matchAll(attribute) : [];
  // What stands before the last line of a block that has no first one may be anything.
  const blocks = [...blocksIn(text, publicMark)].filter(({ start }) => text.startsWith('-----BEGIN', start));
  return [...rangesOf(text.matchAll(media)), ...rangesOf(attributes), ...blocks];
}
