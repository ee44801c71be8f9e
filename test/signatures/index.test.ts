import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readInput } from '../../agent/cli/explain/input.ts';
import { unescapeQuotes } from '../../agent/message.ts';
import { readText } from '../../agent/messages/text.ts';
import { match, meaningOf, type Signature } from '../../agent/signature.ts';
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

/**
 * How long a name may be. Sources: learn.microsoft.com, Maximum Path Length Limitation, New-LocalGroup; kubernetes.io, Object Names
 * and IDs, Authorization (deletecollection), Images.
 */
const longest: Readonly<Record<string, number>> = {
  ...{ path: 259, mount: 259, target: 259, root: 259, program: 259, group: 256, volume: 63, resource: 63, verb: 16 },
  ...{ account: 63 + 1 + 253, pod: 253, handler: 253, image: 255, host: 253 },
};

test('a name is read to its end, as long as one of its kind may be', () => {
  let asked = 0;
  for (const { id, samples, pattern } of signatures)
    for (const sample of samples) {
      const found = pattern.exec(sample);
      for (const [name, value = ''] of Object.entries(found?.groups ?? {})) {
        const most = longest[name.replace(/\d+$/, '')] ?? 0;
        const at = sample.indexOf(value, found?.index);
        // A local account is called by 20 digits, or is one that the kubelet knows; a pipe is no file.
        const isFixed = name === 'account' ? !value.includes(':') : /pipe\\/.test(value);
        const longer = value.replace(/(?<![a-z])(?!hpc)[a-z]{2,}/, (word) =>
          word.padEnd(word.length + most - value.length, 'x'),
        );
        if (isFixed || value === '' || longer.length !== most) continue;
        const text = `${sample.slice(0, at)}${longer}${sample.slice(at + value.length)}`;
        expect([id, name, pattern.exec(text)?.groups?.[name]]).toEqual([id, name, longer]);
        asked++;
      }
    }
  expect(asked).toBeGreaterThan(40);
});

/** Codes that decide in every chain, and those of the rows of a wrapper. */
const everywhere = [32, 33, 1224, 225, 577, 1260, 4551, 8, 14, 1450, 1455, 1816, 39, 112, 1314];
const asNumbers = (code: number) => [
  `(0x${code.toString(16)})`,
  `(0x8007${code.toString(16).padStart(4, '0').toUpperCase()})`,
];

/** The samples of chains with another end behind the wrapper, and the codes that decide there. */
const wrappers = signatures.flatMap((signature) => {
  const { component, codes, samples, pattern } = signature;
  if (component !== 'hcsshim' && component !== 'containerd') return [];
  const own = codes === undefined ? [] : 'only' in codes ? codes.only : codes.except;
  return samples.flatMap((sample) => {
    const tail = pattern.exec(sample)?.groups?.tail;
    if (tail === undefined) return [];
    const [before, after] = [
      sample.slice(0, sample.lastIndexOf(tail)),
      sample.endsWith(': unknown') ? ': unknown' : '',
    ];
    return [{ end: (words: string) => `${before}${words}${after}`, codes: [...new Set([...everywhere, ...own])] }];
  });
});

const told = (text: string) => {
  const found = recognise(text);
  return found === null ? null : JSON.stringify([found.signature.id, meaningOf(found, text)]);
};

test.each<(number: string) => string>([
  (number) => `a thing went wrong ${number}`,
  (number) => `${number} used by another process`,
  (number) => `a thing went wrong ${number} and then another`,
  (number) => `one step of it: a thing went wrong ${number}: of another: of a third: of a fourth`,
])('the number of an error decides wherever it stands behind a wrapper, as if it stood alone: case %#', (around) => {
  let asked = 0;
  for (const { end, codes } of wrappers)
    for (const number of codes.flatMap(asNumbers)) {
      expect([end(around(number)), told(end(around(number)))]).toEqual([end(around(number)), told(end(number))]);
      asked++;
    }
  expect(asked).toBeGreaterThan(2_500);
});

test('of two numbers behind a wrapper the last one decides, and the argument of a call is none', () => {
  for (const { end, codes } of wrappers)
    for (const code of codes) {
      const [number = ''] = asNumbers(code);
      const both = end(`a thing went wrong (0x36b1) and was told as ${number} then`);
      expect([both, told(both)]).toEqual([both, told(end(number))]);
      const call = end(`a thing went wrong in main.call${number} of it`);
      expect([call, told(call)]).toEqual([call, told(end('a thing went wrong'))]);
    }
});

test('a file that another program has open is not taken for a full disk', () => {
  const text =
    'failed to create shim task: failed to mount container layers: failed to mount job container storage: (0x20) used by another process';
  const found = recognise(text);
  expect(found === null ? [] : meaningOf(found, text).causes[0]).toBe('security-product');
});
