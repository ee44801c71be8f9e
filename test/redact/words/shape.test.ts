import { describe, expect, test } from 'vitest';
import { atOnce, createMemory, type Steps } from '../../../agent/redact/memory.ts';
import { findByShape } from '../../../agent/redact/words/shape.ts';

// biome-ignore lint/correctness/useYield: nothing is found in what is encoded
function* nothing(): Steps<boolean> {
  return false;
}

const encoded = Buffer.from('kind: ConfigMap').toString('base64');
const random = 'aZ3kQ9xLm2pW8vT4yR6s';

const found = (text: string) =>
  atOnce(findByShape(text, createMemory(), nothing)).map(({ start, end }) => text.slice(start, end));

test.each([
  ['behind', `${encoded}!!!${random}`],
  ['before', `${random}!!!${encoded}`],
])('random characters are found %s text in base64 that holds no secret', (_, text) => {
  expect(found(text)).toEqual([random]);
});

test.each(['.', '==', '=.'])('random characters are found behind base64 and %s', (joint) => {
  expect(found(`${encoded.replace(/=+$/, '')}${joint}${random}`)).toEqual([random]);
});

test('random digits are found right behind what fills base64 up', () => {
  const digits = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08c1ab';
  expect(found(`${Buffer.from('kind: ConfigMaps').toString('base64')}${digits}`)).toEqual([digits]);
});

test('random characters are found right before text in base64 that holds no secret', () => {
  const name = Buffer.from('the node', 'utf16le').toString('base64');
  expect(found(`${random}==${name}`)).toEqual([`${random}==`]);
});

test('of two texts in base64 that hold no secret neither is random', () => {
  expect(found(`${encoded}!!!${Buffer.from('name: coredns-x').toString('base64')}`)).toEqual([]);
});

// biome-ignore lint/correctness/useYield: a secret is found in all that is encoded
function* everything(): Steps<boolean> {
  return true;
}

test('text in hexadecimal is found as often as it stands there', () => {
  const hex = Buffer.from('password=a1').toString('hex');
  const spans = atOnce(findByShape(`${hex} and ${hex}`, createMemory(), everything));
  expect(spans.map(({ start }) => start)).toEqual([0, hex.length + 5]);
});

test('a word without a secret is remembered, if it is of 200 characters at most and not encoded', () => {
  const remembered = (text: string) => {
    const memory = createMemory();
    atOnce(findByShape(text, memory, nothing));
    return memory.plainWords.get(text) ?? false;
  };
  const word = (length: number) => 'containerd-shim-'.repeat(20).slice(0, length);
  expect([word(16), word(200), word(201), encoded, random].map(remembered)).toEqual([true, true, false, false, false]);
});

test('of 4096 characters and more it is searched in steps', () => {
  const stepsOf = (text: string) => [...findByShape(text, createMemory(), nothing)].length;
  const word = (before: number) => `${' '.repeat(before)}containerd-shim-runhcs`;
  expect([word(4096), word(4097), `${word(4097)}${word(4097)}2`].map(stepsOf)).toEqual([0, 1, 2]);
  const bytes = (before: number) => `${'. '.repeat(before / 2)}${'6b '.repeat(10)}.`;
  expect([bytes(4096), bytes(4098)].map(stepsOf)).toEqual([0, 1]);
});

test('a word that is known to hold no secret is not looked at again', () => {
  const memory = createMemory();
  memory.plainWords.set(random, true);
  expect(atOnce(findByShape(`a ${random}`, memory, nothing))).toEqual([]);
});

test('random characters and digits behind the name of a digest are no secret, but not remembered as none', () => {
  const digits = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08c1ab';
  for (const word of [random, digits]) {
    const memory = createMemory();
    expect(atOnce(findByShape(`digest ${word}`, memory, nothing))).toEqual([]);
    expect(memory.plainWords.get(word)).toBeUndefined();
    expect(atOnce(findByShape(`a ${word}`, memory, nothing))).toHaveLength(1);
  }
});

test('what is encoded and holds a secret is found where it stands', () => {
  expect(atOnce(findByShape(`a b!!!${encoded}`, createMemory(), everything))).toEqual([
    { id: 'base64', start: 6, end: 6 + encoded.length },
  ]);
  expect(found(`${random}!!!${encoded}!!!yR6sB5nH7jK1dF0gC2uE`)).toEqual([random, 'yR6sB5nH7jK1dF0gC2uE']);
});

describe('bytes that are listed in hexadecimal', () => {
  const listed = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const text = listed(Buffer.from('password=winter'));
  // RFC 7292, section 4: the beginning of PKCS#12.
  const store = listed(Uint8Array.from([0x30, 0x82, 0x09, 0x10, 2, 1, 3, 0x30, 0x82, 0x08]));
  const spansOf = (given: string, lookInto: typeof nothing | null) =>
    atOnce(findByShape(given, createMemory(), lookInto));

  test('are a secret, if they are text with one, or a private key', () => {
    expect(spansOf(`a: ${text}.`, everything)).toEqual([{ id: 'hex', start: 3, end: 3 + text.length }]);
    expect(spansOf(`a: ${store}.`, nothing)).toEqual([{ id: 'hex', start: 3, end: 3 + store.length }]);
  });

  test('are none otherwise, or where nobody looks into them', () => {
    expect(spansOf(`a: ${text}.`, nothing)).toEqual([]);
    expect(spansOf(`a: ${'ff '.repeat(12)}.`, everything)).toEqual([]);
    expect(spansOf(`a: ${store}.`, null)).toEqual([]);
  });
});
