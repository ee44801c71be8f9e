import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readInput } from '../../agent/cli/explain/input.ts';
import { unescapeQuotes } from '../../agent/message.ts';
import { readText } from '../../agent/messages/text.ts';
import { match, type Signature } from '../../agent/signature.ts';
import { recognise, signatures } from '../../agent/signatures/index.ts';
import { anyOf } from '../../agent/signatures/words.ts';
import { allErrorTexts, errorTextsOf } from '../../agent/windows/error-text.ts';
import { lessOf } from '../../scripts/mutate/ways.ts';
import { fill, readLines, wordings } from '../explain/fill.ts';
import { textsIn } from '../texts-in.ts';
import { claimants } from './claimants.ts';

/** In the words of the named sources, with names put in; `told`: of a HostProcess container, which the words do not show. */
const written = readLines(
  '../signatures/wordings.jsonl',
  z.strictObject({ id: z.string(), text: z.string(), source: z.string().min(1), told: z.literal(true).optional() }),
);

test.each(written)('$text is $id, as $source writes it', ({ id, text, told }) => {
  expect(recognise(text, told)?.signature.id).toBe(id);
  expect(claimants(text).map((signature) => signature.id)).toEqual([id]);
});

const files = [
  'look-alikes',
  'failures',
  'threads-met',
  'threads-later',
  'threads-fresh',
  'unseen',
  'paths',
  'containerd-config',
];
const pasted = ['../signatures/near-misses', ...files].flatMap((file) =>
  textsIn(readLines(`${file}.jsonl`, z.unknown())).flatMap(([path, text]) =>
    /^\.(?:text|input)/.test(path) ? [text] : [],
  ),
);
const inputs = new URL('../explain/inputs/', import.meta.url);
const read = await Promise.all(
  readdirSync(inputs).map(async (file) => (await readInput(new URL(file, inputs).pathname, null)).messages),
);
const texts = [
  ...new Set([
    ...signatures.flatMap(({ samples }) => samples),
    ...written.map(({ text }) => text),
    ...wordings.flatMap((wording) => (wording.tail ?? [null]).map((code) => fill(wording, code))),
    ...pasted,
    ...[...read, ...pasted.map((text) => readText(text, 'text', null))].flat().map(({ text }) => text),
  ]),
];

test('each part of a pattern is one that a text needs: without it the text is another failure, or tells less of it', () => {
  const seen = (signature: Signature, text: string) => {
    const found = match(signature, text);
    return found === null ? null : JSON.stringify([signature.pattern.exec(text)?.[0], found.captured]);
  };
  // The sentences of Windows have an exam of their own. Several signatures have a wrapper in common: a text for one is enough.
  const needed = new Map(allErrorTexts().map((text) => [anyOf([text]), true]));
  for (const signature of signatures) {
    const { pattern, says, literals, unless = [] } = signature;
    const speaking = texts.filter(
      (text) => (says ?? literals).some((word) => text.includes(word)) && !unless.some((word) => text.includes(word)),
    );
    const whole = speaking.map((text) => seen(signature, text));
    for (const { part: written, less } of lessOf(pattern.source)) {
      // The number of a group is its place.
      const part = written.replaceAll(/(?<=\(\?<[a-z]+)\d+(?=>)/g, '');
      if (needed.get(part)) continue;
      const lesser = { ...signature, pattern: new RegExp(less, pattern.flags) };
      needed.set(
        part,
        speaking.some((text, at) => seen(lesser, text) !== whole[at]),
      );
    }
  }
  expect(needed.size).toBeGreaterThan(400);
  expect([...needed].flatMap(([part, is]) => (is ? [] : [part]))).toEqual([]);
});

/** What Go and JSON make of a text that they put between quotation marks, so many times one inside the other. */
const quoted = (text: string, times: number): string =>
  times === 0 ? text : quoted(JSON.stringify(text).slice(1, -1), times - 1);

test.each([1, 2, 3])('a text that was quoted %i times is the same failure, and names the same', (times) => {
  const read = (text: string, told?: boolean) => {
    const found = recognise(unescapeQuotes(text), told);
    return found === null ? null : { id: found.signature.id, captured: found.captured };
  };
  for (const { samples, ifTold } of signatures)
    for (const sample of samples) expect(read(quoted(sample, times), ifTold), sample).toEqual(read(sample, ifTold));
});

test('a sentence of Windows in which the text ends is known, in every language, as soon as it is no other', () => {
  const cut = errorTextsOf([10060, 10061]).filter(({ length }) => length > 30);
  expect(cut.length).toBeGreaterThan(10);
  for (const sentence of cut)
    for (const text of [sentence.slice(0, 28), `${sentence.slice(0, 26)}...`, `${sentence.slice(0, -1)}…"`])
      expect([text, recognise(`dial tcp 10.96.0.1:443: connectex: ${text}`, true)?.signature.id]).toEqual([
        text,
        'client-no-answer',
      ]);
  const [sentence = ''] = errorTextsOf([10061]);
  const other = `${sentence.slice(0, 30)} and then something else`;
  expect(recognise(`dial tcp 10.96.0.1:443: connectex: ${other}`, true)).toBeNull();
});

test('a name at the end of a text ends where an error follows it', () => {
  const ended = signatures.flatMap((signature) =>
    signature.samples.flatMap((sample) => {
      const groups = Object.entries(signature.pattern.exec(sample)?.groups ?? {});
      return groups
        .filter(([name, value]) => !['tail', 'detail', 'mount'].includes(name) && value && sample.endsWith(value))
        .map(([name, value]) => ({
          signature,
          name,
          value,
          text: `${sample}: symlink C:\\a: Access is denied.: unknown`,
        }));
    }),
  );
  expect(ended.length).toBeGreaterThan(5);
  for (const { signature, name, value, text } of ended)
    expect([signature.id, signature.pattern.exec(text)?.groups?.[name]]).toEqual([signature.id, value]);
});

/** Texts in which the case of one letter is the other: of the first, or of the first behind a colon. Names with capitals inside keep theirs. */
const inOtherCase = (text: string) =>
  [...text.matchAll(/(?:^|: )(?=[A-Za-z])(?![A-Za-z]*[A-Z]{2}|[A-Za-z]+[A-Z])/g)].map(({ 0: before, index }) => {
    const at = index + before.length;
    const letter = text.charAt(at);
    const other = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
    return `${text.slice(0, at)}${other}${text.slice(at + 1)}`;
  });

test('a wording counts whether it, or what it quotes, begins with a large letter or a small one', () => {
  const samples = signatures.flatMap(({ samples }) => samples);
  const other = samples.flatMap((text) => {
    const { id } = recognise(text)?.signature ?? {};
    return inOtherCase(text)
      .filter((one) => recognise(one)?.signature.id !== id)
      .map(() => id);
  });
  expect(samples.flatMap(inOtherCase).length).toBeGreaterThan(900);
  // Known gaps: another signature, which is told with less.
  expect(other.toSorted()).toEqual([
    'api-mixed',
    'kubeconfig-file',
    'pod-network-agent',
    'port-forward',
    'service-start',
    'shim-request',
  ]);
});
