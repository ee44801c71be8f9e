import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createMemory } from '../../../../agent/redact/memory.ts';
import { createWordSigns } from '../../../../agent/redact/search/signs.ts';

const wordMayBeSecret = createWordSigns(createMemory().plainWords);

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
/** Which is little noisy. */
const node = base64Of(wide('the node'));
const bytes = Uint8Array.from({ length: 24 }, (_, index) => 200 + ((index * 37) % 50));

describe('a word needs a closer look', () => {
  test.each([
    ['random characters', '‹aZ3kQ9xLm2pW8vT4yR6s›'],
    ['few random characters that are just noisy enough', '‹UizDnEZdkrJTW22nf›'],
    ['random parts', '‹aZ3kQ9-xLm2pW-8vT4yR›'],
    ['parts with signs between', '‹xK4#tR7!mQ2$wB9?vN5@zL8›'],
    ['small letters that form no words', '‹qzxjvkwqpfzgtbnmxkqjw›'],
    ['random characters of 20 in one run', '‹984ibw4ftnzerbg85aez›'],
    ['random parts of 20 characters', '‹wqzkx-jvbqx-pzkw9-xqv›'],
    ['parts with two joints between', '‹aZ3kQ9xL--m2pW8vT4yR›'],
    ['random hexadecimal digits of both cases', '‹aB3fE9dCa2cF8eB4dA6f›'],
    ['random characters behind a word', '‹networkpolicies-aZ3kQ9xLm2pW8vT4›'],
    ['short ids of 20 characters with many signs between', '‹a1!b2!c3!d4!e5!f6!a7!b8!c9›'],
    ['small letters behind a capital and a sign', '‹aHns#cgeeinjdjnymd›'],
    ['12 small letters behind a sign', '‹JW7HZ*iuotmzdjcggl›'],
    ['random characters behind digits with a T and a letter', '‹25T1x-aZ3kQ9xLm2p›'],
    ['base64 that is filled up', '‹AQBkGmRf==›'],
    ['a line of a file of tokens', '‹x7›,admin,1,"system:masters"'],
    ['a long number with 0x', `‹0x${hex(20)}›`],
    ['more digits than a digest of SHA-1 has', `‹${hex(42)}›`],
    ['less than one of SHA-256', `‹${hex(62)}›`],
    ['more than it', `‹${hex(65)}›`],
    ['text in hexadecimal', `‹${hexOf('secret=one')}›`],
    ['text in hexadecimal before a colon', `‹${hexOf('secret=one')}›:`],
    ['text in hexadecimal with a space', `‹${hexOf('secret one')}›`],
    ['text in hexadecimal capitals', `‹${hexOf('SECRET=ONE').toUpperCase()}›`],
    ['a key of an API behind its prefix', `key_‹${hex(32)}›`],
    ['a key behind a dot', `app.‹${hex(32)}›`],
    ['a key behind its name', `key ‹${hex(64)}›`],
    ['a key behind a number', `2 ‹${hex(64)}›`],
    ['a recovery key of BitLocker', '‹123456-234567›'],
    ['a product key', '‹VK7JG-NPHTM›'],
    ['a product key with digits in one part', '‹12345-NPHTM›'],
    ['a checksum behind an id', `‹${hex(32).toUpperCase()}-1F›`],
    ['a bootstrap token', '‹abcdef.0123456789abcdef›'],
    ['a port before a user', ':‹10250:admin›'],
    ['a port of two digits before a user', ':‹80:admin›'],
    ['a product key with digits in both parts', '‹1ABCD-2EFGH›'],
    ['text in base64', `‹${base64Of('password=a1')}›`],
    ['text in base64 behind a prefix', `‹x/${base64Of('password=a1')}›`],
    ['UTF-16 in base64', `‹${base64Of(wide('password=a1'))}›`],
    ['text with an umlaut in base64', `‹${base64Of('schlüssel=a1b2')}›`],
    ['lines in base64', `‹${base64Of('a\tb\r\nc\nd e f g')}›`],
    ['gzip in base64', `‹${base64Of(gzipSync('password=a1'))}›`],
    ['DER in base64', `‹${base64Of(Uint8Array.from([0x30, ...bytes]))}›`],
    ['text in URL-safe base64 behind a prefix', `‹secret_${base64Of('password=a1')}›`],
    ['text in base64 behind one letter and a dot', `‹k.${node}›`],
    ['text in base64 behind two letters and a dot', `‹kk.${node}›`],
    ['text in base64 behind a letter beyond ASCII', `‹kké${node}›`],
    ['text in base64 behind two dots', `‹k..${node}›`],
    ['text in base64 behind a plus sign', `‹k+${node}›`],
    ['gzip in base64 by its first byte', `‹${base64Of(Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1]))}›`],
    ['DER in base64 by its first byte', `‹${base64Of(Uint8Array.from([0x30, 0x0e, 2, 1, 0, 4, 9, 0, 1, 2, 3]))}›`],
    ['text in base64 with signs of both alphabets', `‹${base64Of('a?b>c~d>e?f')}›`],
    ['text in URL-safe base64', `‹${Buffer.from('a?b>c~d>e?f').toString('base64url')}›`],
    ['text of 11 bytes in base64', `‹${base64Of('list nodes.')}›`],
    ['text in base64 behind 63 characters', `‹${'k'.repeat(62)}/${node}›`],
    ['text in base64 as the fifth part', `‹z/z/z/z/${node}›`],
    ['18 spaces before control characters in base64', `‹${base64Of(`${' '.repeat(18)}\u0001\u0002\u0003`)}›`],
    ['text with a delete sign in base64', `‹${base64Of('one\u007ftwo\u007fthree')}›`],
    ['text with two umlauts in base64', `‹${base64Of('ä: list of pods')}›`],
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
    ['random characters that are too far apart', '‹aZ3kQ9xL---m2pW8vT4yR›'],
    ['letters beyond ASCII between random characters', '‹aZ3kQ9xLééém2pW8vT4yR›'],
    ['random characters of 19', '‹984ibw4ftnzerbg85ae›'],
    [
      'many ids',
      '‹dnenpk?5218839913665973190217140920605678767861196332109583618935884047-!kubelet+585832363069385448^node=›',
    ],
    ['few random characters behind a short id', '‹352Z+0xuegnmbtyfknyjjqd›'],
    ['few random characters behind a time with a Z', '‹123456789Z-aZ3kQ9xL›'],
    ['few random characters behind a time to the second', '‹25T123456-aZ3kQ9xL›'],
    ['few random characters behind a time and its zone', '‹20261101T120000Z-aZ3kQ9xL›'],
    ['a short word behind random letters and a sign', '‹fzxfcgwjfaieh#435ae0b2e3e4cc6d0308072d1›'],
    ['a long name of a type', '‹endpointslicezxkubeletZone›'],
    ['a longer name of a type', '‹PersistentVolumeClaimRetentionPolicy›'],
    ['a long word in small letters', '‹horizontalpodautoscalerlist›'],
    ['15 random characters before what stands behind the end', '‹aZ3kQ9xLm2pW8vT›4yR6s'],
    ['15 of them with a joint', '‹aZ3kQ9xLm2pW8v-›T'],
    ['13 random characters before an equals sign', '‹aZ3kQ9xLm2pW8›='],
    ['a short value behind an equals sign', '‹type=x›'],
    ['short ids with signs between', '‹a1!b2!c3!d4!e5!f6›'],
    ['abbreviations', '‹qzxjvkwqpf-qzxjvkwqpf›'],
    ['abbreviations with a capital', '‹Qzxjvkwqpf-Qzxjvkwqpf›'],
    ['a long abbreviation behind a short id and a sign', '‹a1!vfpextdrvnetsvcvmswitch›'],
    ['a long name of abbreviations', '‹vmswitchvxlanencapdsrpolicy›'],
    ['a hexadecimal number of an odd length', `‹${'61'.repeat(10)}6›`],
    ['digits and signs of a character beyond ASCII in hexadecimal', '‹55448642822553634080›'],
    ['a number with 0y', `‹0y${'5218839913'.repeat(2)}›`],
    ['two numbers of six digits with two hyphens', '‹123456--234567›'],
    ['five digits and five small letters', '‹12345-abcde›'],
    ['one equals sign', '‹AQBkGmRf›='],
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
    ['17 spaces before control characters in base64', `‹${base64Of(`${' '.repeat(17)}\u0001\u0002\u0003`)}›`],
    ['a control character at the end in base64', `‹${base64Of('list pods.\u0001')}›`],
    ['a backspace in base64', `‹${base64Of('pods\bof it')}›`],
    ['what stands below a tab in base64', `‹${base64Of('pods\u000e of it')}›`],
    ['an escape in base64', `‹${base64Of('pods\u001fof it')}›`],
    [
      'three characters beyond ASCII in base64',
      `‹${base64Of(Uint8Array.from([97, 200, 98, 201, 99, 202, 100, 101, 102, 103, 104]))}›`,
    ],
    ['two NULs in base64', `‹${base64Of('pods\0\0of it')}›`],
    ['a NUL in base64', `‹${base64Of('pod\0 it of')}›`],
    ['text in base64 with a letter before it', `‹x${node}›`],
    ['12 characters of text in base64', `‹${base64Of('list pods')}›`],
    ['text in base64 behind 64 characters', `‹${'k'.repeat(63)}/${node}›`],
    ['text in base64 as the sixth part', `‹z/z/z/z/z/${node}›`],
    ['12 characters of text in base64 that goes on behind its end', `‹${node.slice(0, 12)}›${node.slice(12)}`],
    ['text in base64 with letters beyond ASCII in it', '‹cGFzcééé3dvcmQ9YTE›'],
    ['another sign behind it', '‹x7›,admin,1'],
  ])('%s', (_, marked) => {
    expect(isSign(marked)).toBe(false);
  });
});
