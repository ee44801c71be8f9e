import { expect, test } from 'vitest';
import { createMemory } from '../../agent/redact/memory.ts';
import { findByShape } from '../../agent/redact/shape.ts';
import { atOnce, type Steps } from '../../agent/redact/steps.ts';

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
