import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { causes } from '../agent/causes/index.ts';
import { match, meaningOf } from '../agent/signature.ts';
import { literalsOf } from '../agent/signatures/catalogue.ts';
import { literalsOfAll, recognise, signatures } from '../agent/signatures/index.ts';
import { allWords } from '../agent/signatures/known-words.ts';
import { lookAlikes } from '../agent/signatures/look-alikes.ts';
import { errorTextsOf } from '../agent/windows/error-text.ts';
import { readLines } from './explain/fill.ts';
import { claimants } from './signatures/claimants.ts';

const literals = literalsOfAll();

/** Texts that look like a signature, `not`, and are none. */
const nearMisses = readLines(
  '../signatures/near-misses.jsonl',
  z.strictObject({ text: z.string().min(1), not: z.array(z.string()).nonempty() }),
);

describe('the texts to search a log for', () => {
  test.each([
    [/failed to (?:load|unmarshal) TOML/, ['failed to load TOML', 'failed to unmarshal TOML']],
    [/mkdir (?<path>[^\n]{1,400}?): (?<tail>[^\n]{1,400})/, ['mkdir ']],
    [/task: mkdir (?![A-Z]:)x{2}/, ['task: mkdir x']],
    [/(?:a b)?cd/, ['cd']],
    [/said "(?:never|ever)" \\ twice|once/, [' twice', 'once']],
    [/[ab]c.d{0,3}ef/, ['ef']],
    [/either (?:way|\d)/, ['either ']],
    [/any/i, []],
    [/\d|x/, []],
  ])('follow from the pattern %s', (pattern, expected) => {
    expect(literalsOf(pattern).sort()).toEqual([...expected].sort());
  });

  test('have three signs at least, by which a line is searched for them, however it was broken', () => {
    expect(allWords.filter((word) => word.replace(/\s+/g, '').length < 3)).toEqual([]);
  });

  test('stand in each sample', () => {
    const missed = signatures.flatMap(({ id, samples, literals: own, says }) =>
      samples
        .filter((sample) => says === undefined && !own.some((literal) => sample.includes(literal)))
        .map((sample) => `${id}: ${sample}`),
    );
    expect(missed).toEqual([]);
  });
});

describe('the catalogue of wordings', () => {
  test('gives every signature an id of its own', () => {
    const ids = signatures.map((signature) => signature.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('tells by the title what is the most likely cause: those of one title have one first cause', () => {
    const titled = Map.groupBy(signatures, ({ title }) => title);
    const torn = [...titled.values()].filter((all) => new Set(all.map(({ causes: [first] }) => first)).size > 1);
    expect(torn.map((all) => all.map(({ id }) => id))).toEqual([]);
    expect(new Set(causes.map(({ title }) => title)).size).toBe(causes.length);
  });

  test('tells by the title what went wrong: what is not, or is too much, or is another than it should be', () => {
    const trouble =
      /\b(?:not?|none|never|neither|nothing|without|cannot|denied|refuse[sd]?|failed|fails|blocked|too|lost|ended|crashed|unsupported|more than one|already|names a directory|hides|off, but|whole C: drive|while|still running|mixes|for Linux only|counts its user as root|must equal|only up to|full|an ordinary container|needs wincat)\b/i;
    expect(signatures.filter(({ title }) => !trouble.test(title)).map(({ title }) => title)).toEqual([]);
  });

  test('has causes for every HostProcess failure, and for words that every machine says only where they can be one', () => {
    const without = signatures.filter(({ causes, unknown }) => causes.length === 0 && unknown !== true);
    expect(without.filter(({ hostProcess }) => hostProcess).map(({ id }) => id)).toEqual([]);
    expect(without.every((signature) => lookAlikes.includes(signature))).toBe(true);
  });

  describe.each(signatures.map((signature) => [signature.id, signature] as const))('%s', (id, signature) => {
    test('claims each of its samples, alone', () => {
      expect(signature.samples.length).toBeGreaterThan(0);
      for (const sample of signature.samples) {
        expect([sample, claimants(sample).map((claimant) => claimant.id)]).toEqual([sample, [id]]);
        expect(recognise(sample)?.signature.id).toBe(id);
      }
    });
  });

  test.each(nearMisses)('leaves alone what only looks like it: $text', ({ text, not }) => {
    expect(not.filter((id) => signatures.every((signature) => signature.id !== id))).toEqual([]);
    const isOurs = signatures.some(({ id, hostProcess }) => hostProcess && not.includes(id));
    const claimed = claimants(text).filter(
      ({ id, hostProcess, rest }) => not.includes(id) || (isOurs && hostProcess && rest !== true),
    );
    expect(claimed.map(({ id }) => id)).toEqual([]);
  });

  test('names no cause of a HostProcess container where none is concerned, whatever error of Windows is inside', () => {
    const others = signatures.filter(({ component, causes }) => causes.length === 0 && component !== 'kubelet');
    expect(others.length).toBeGreaterThan(5);
    for (const { samples } of others) {
      for (const tail of [
        'There is not enough space on the disk.',
        'A required privilege is not held by the client.',
      ]) {
        const text = `${samples[0]}: ${tail}`;
        const match = recognise(text);
        if (match?.signature.causes.length === 0) expect([text, meaningOf(match, text).causes]).toEqual([text, []]);
      }
    }
  });

  test('needs literals without quotes and backslashes, so that they are in a raw log line too', () => {
    for (const literal of literals) expect(literal).not.toMatch(/["\\\n]/);
  });
});

describe('patterns', () => {
  /** User time of this thread: what runs beside it, such as the collection of garbage, does not count. */
  const spentOn = (work: () => void): number => {
    const before = process.threadCpuUsage();
    work();
    return process.threadCpuUsage(before).user / 1000;
  };

  /** A pattern that goes back over its input takes four times as long for twice the length: here more than half a second. */
  function expectLinear(
    linesFor: (signature: (typeof signatures)[number], length: number) => readonly string[],
    look: (signature: (typeof signatures)[number], line: string) => unknown = ({ pattern }, line) => pattern.exec(line),
  ): void {
    for (const signature of signatures) {
      const search = (length: number) => {
        const lines = linesFor(signature, length);
        return spentOn(() => {
          for (const line of lines) look(signature, line);
        });
      };
      // What takes next to nothing is linear, whatever half of it takes.
      const isLinear = () => {
        const whole = search(40_000);
        return whole < 100 || whole < 3 * search(20_000) + 100;
      };
      search(1_000);
      // Once is enough: a busy machine disturbs a measurement, but makes no quadratic pattern linear.
      expect(isLinear() || isLinear() || isLinear(), signature.id).toBe(true);
    }
  }

  const seeds = [
    ...literals,
    ...signatures.flatMap((signature) => signature.samples.map((sample) => sample.slice(0, 60))),
  ];
  const fillers = [
    'a',
    '"',
    '\\',
    ' ',
    ': ',
    "'",
    '(',
    'failed to ',
    'C:\\',
    '/serviceaccount',
    '\\\\?\\Volume{',
    'x"y\\"z: ',
  ];

  test.each(fillers)('stay linear on a line of %j between the words that they look for', (filler) => {
    const fill = (length: number) => filler.repeat(Math.ceil(length / filler.length));
    const between = fill(200);
    const mixed = seeds.map((seed) => seed + between).join('');
    const repeated = seeds.join(filler).repeat(8);
    expectLinear((_, length) => [fill(length), mixed.slice(0, length), repeated.slice(0, length)]);
  });

  test('stay linear when one of their own words is all that the line holds', () => {
    expectLinear(({ literals: own }, length) =>
      own.flatMap((literal) => {
        const line = `${literal} `.repeat(Math.ceil(length / (literal.length + 1)));
        return [line, line.replaceAll(' ', '')];
      }),
    );
  });

  test('stay linear on a line that goes on behind the beginning of a sentence of Windows', () => {
    const begun = `dial tcp 192.0.2.1:443: connectex: ${errorTextsOf([10061])[0]?.slice(0, 30)}`;
    expectLinear((_, length) => [`${begun}${' '.repeat(length)}x`, `${begun}${"'".repeat(length)}x`], match);
  });
});
