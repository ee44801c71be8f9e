import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { wordMayBeSecret } from '../../agent/redact/word-signs.ts';

/** The word of a text that stands between ‹ and ›. */
function isSign(marked: string): boolean {
  const start = marked.indexOf('‹');
  const end = marked.indexOf('›') - 1;
  return wordMayBeSecret(marked.replace('‹', '').replace('›', ''), start, end);
}

const hex = (length: number) => '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08c1'.slice(0, length);
const hexOf = (text: string) => Buffer.from(text).toString('hex');
const base64Of = (text: string | Uint8Array) => Buffer.from(text).toString('base64').replace(/=+$/, '');
const wide = (text: string) => Buffer.from(text, 'utf16le');
const bytes = Uint8Array.from({ length: 24 }, (_, index) => 200 + ((index * 37) % 50));

describe('a word needs a closer look', () => {
  test.each([
    ['random characters', '‹aZ3kQ9xLm2pW8vT4yR6s›'],
    ['few random characters that are just noisy enough', '‹UizDnEZdkrJTW22nf›'],
    ['random parts', '‹aZ3kQ9-xLm2pW-8vT4yR›'],
    ['parts with signs between', '‹xK4#tR7!mQ2$wB9?vN5@zL8›'],
    ['small letters that form no words', '‹qzxjvkwqpfzgtbnmxkqjw›'],
    ['base64 that is filled up', '‹AQBkGmRf==›'],
    ['an escape of a URL alone', 'a%‹2F-x›'],
    ['a line of a file of tokens', '‹x7›,admin,1,"system:masters"'],
    ['what follows an escape of a URL', 'a%‹2Fabc›'],
    ['random characters behind digits that are too many for a time', '‹1234567890Z-aZ3kQ9xL›'],
    ['a long number with 0x', `‹0x${hex(20)}›`],
    ['more digits than a digest of SHA-1 has', `‹${hex(42)}›`],
    ['less than one of SHA-256', `‹${hex(62)}›`],
    ['more than it', `‹${hex(65)}›`],
    ['text in hexadecimal', `‹${hexOf('secret=one')}›`],
    ['text in hexadecimal capitals', `‹${hexOf('SECRET=ONE').toUpperCase()}›`],
    ['a key of an API behind its prefix', `key_‹${hex(32)}›`],
    ['a key behind a dot', `app.‹${hex(32)}›`],
    ['a hash of a password in a list', `500:‹${hex(32)}›:`],
    ['a key behind its name', `key ‹${hex(64)}›`],
    ['a key behind a number', `2 ‹${hex(64)}›`],
    ['a recovery key of BitLocker', '‹123456-234567›'],
    ['a product key', '‹VK7JG-NPHTM›'],
    ['a product key with digits in one part', '‹12345-NPHTM›'],
    ['a checksum behind an id', `‹${hex(32).toUpperCase()}-1F›`],
    ['a bootstrap token', '‹abcdef.0123456789abcdef›'],
    ['two hashes', `‹a:${hex(16)}›`],
    ['two longer hashes', `‹a:${hex(32)}›`],
    ['a port before a user', ':‹10250:admin›'],
    ['text in base64', `‹${base64Of('password=a1')}›`],
    ['text in base64 behind a prefix', `‹x/${base64Of('password=a1')}›`],
    ['UTF-16 in base64', `‹${base64Of(wide('password=a1'))}›`],
    ['text with an umlaut in base64', `‹${base64Of('schlüssel=a1b2')}›`],
    ['short text with one umlaut in base64', `‹${base64Of('ü1axt=1asb')}›`],
    ['lines in base64', `‹${base64Of('a\tb\r\nc\nd e f g')}›`],
    ['gzip in base64', `‹${base64Of(gzipSync('password=a1'))}›`],
    ['DER in base64', `‹${base64Of(Uint8Array.from([0x30, ...bytes]))}›`],
  ])('%s', (_, marked) => {
    expect(isSign(marked)).toBe(true);
  });
});

describe('a word needs none', () => {
  test.each([
    ['names', '‹containerd-shim-runhcs-v1›'],
    ['a name of a field', '‹NetworkUnavailable›'],
    ['a name of a pod', '‹hostprobe-agent-windows›'],
    ['a time', '‹2026-11-01T12:00:00.832Z›'],
    ['a time without a fraction', '‹20261101T120000Z›'],
    ['a time before a short id', '‹20261101T120000Z-aZ3kQ9›'],
    ['a time of one digit before a short id', '‹20261101T1-aZ3kQ9xLm›'],
    ['one digit behind a percent sign', '5%‹2›'],
    ['a GUID', '‹5f0c2f0e-6d0b-4c53-9d8a-3c1b7f1d2a10›'],
    ['a number with 0x', `‹0x${hex(16)}›`],
    ['an id', `‹${hex(20)}›`],
    ['a digest of SHA-1', `‹${hex(40)}›`],
    ['a digest of SHA-1 with a digit more', `‹${hex(41)}›`],
    ['a digest of SHA-256', `‹${hex(64)}›`],
    ['one that lost a digit', `‹${hex(63)}›`],
    ['a digest behind its algorithm', `sha256:‹${hex(64)}›`],
    ['an id behind a hyphen', `pod-‹${hex(32)}›`],
    ['a shorter one behind an underscore', `key_‹${hex(31)}›`],
    ['a hash at the end', `500:‹${hex(32)}›`],
    ['a digest behind a word', `is ‹${hex(64)}›`],
    ['little text in hexadecimal', `‹${hexOf('secret=on')}›`],
    ['numbers of six and seven digits', '‹123456-2345678›'],
    ['six digits and six letters', '‹123456-abcdef›'],
    ['five digits twice', '‹12345-23456›'],
    ['five small letters twice', '‹abcde-vwxyz›'],
    ['an id before two small letters', `‹${hex(32)}-de›`],
    ['a short name before 16 digits', '‹abcde.0123456789abcdef›'],
    ['15 characters behind a dot', '‹abcdef.0123456789abcde›'],
    ['capitals behind a dot', '‹abcdef.ABCDEFABCDEFABCD›'],
    ['17 digits behind a colon', `‹a:${hex(17)}›`],
    ['16 digits behind a comma', `‹a,${hex(16)}›`],
    ['a port before a name at the beginning', '‹10250:admin›'],
    ['one digit before a name', ':‹1:admin›'],
    ['six digits before a name', ':‹123456:admin›'],
    ['two numbers', ':‹10250:443›'],
    ['control characters in base64', `‹${base64Of('\u0001\u0002\u0003abcdefgh')}›`],
    ['another sign behind it', '‹x7›,admin,1'],
  ])('%s', (_, marked) => {
    expect(isSign(marked)).toBe(false);
  });
});
