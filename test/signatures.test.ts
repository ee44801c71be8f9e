import { describe, expect, test } from 'vitest';
import { literalsOf } from '../agent/signatures/catalogue.ts';
import { claimants, literals, recognise, signatures } from '../agent/signatures/index.ts';
import { lookAlikes } from '../agent/signatures/look-alikes.ts';

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

    test('leaves its near misses alone, and none of them is taken for a HostProcess failure', () => {
      for (const text of signature.nearMisses) {
        const claimed = claimants(text).filter(
          ({ id: other, hostProcess, rest }) => other === id || (signature.hostProcess && hostProcess && rest !== true),
        );
        expect([text, claimed.map((claimant) => claimant.id)]).toEqual([text, []]);
      }
    });
  });

  test('needs literals without quotes and backslashes, so that they are in a raw log line too', () => {
    for (const literal of literals) expect(literal).not.toMatch(/["\\\n]/);
  });
});

describe('patterns', () => {
  const long = 200_000;
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

  // A pattern that goes back over its input takes minutes here, and the runner's limit ends it.
  test.each(fillers)(
    'stay linear on a line of 200,000 characters of %j between the words that they look for',
    (filler) => {
      const fill = filler.repeat(Math.ceil(long / filler.length));
      for (const { pattern } of signatures) expect(() => pattern.exec(fill)).not.toThrow();
      const between = filler.repeat(Math.ceil(2_000 / filler.length));
      const mixed = seeds
        .map((seed) => seed + between)
        .join('')
        .slice(0, long);
      const repeated = seeds.join(filler).repeat(8).slice(0, long);
      for (const { pattern } of signatures) {
        expect(() => pattern.exec(mixed)).not.toThrow();
        expect(() => pattern.exec(repeated)).not.toThrow();
      }
    },
  );

  test('stay linear when one of their own words is all that the line holds', () => {
    for (const { pattern, literals: own } of signatures) {
      for (const literal of own) {
        const line = `${literal} `.repeat(Math.ceil(long / (literal.length + 1)));
        expect(() => pattern.exec(line)).not.toThrow();
        expect(() => pattern.exec(line.replaceAll(' ', ''))).not.toThrow();
      }
    }
  });
});
