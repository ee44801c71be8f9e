import { createRedactor } from '../../agent/redact.ts';
import { chanceOf } from '../../test/redact/chance.ts';
import type { Measure, Results } from './results.ts';

/** Characters of keys, by what people call them. */
const alphabets = {
  'letters and digits': '[A-Za-z0-9]',
  base64: '[A-Za-z0-9+/]',
  base32: '[A-Z2-7]',
  'small letters and digits': '[a-z0-9]',
};
/** How many characters: the rate changes fast up to 20. */
const lengths = [
  [16, 16],
  [17, 17],
  [18, 18],
  [19, 19],
  [20, 23],
  [24, 27],
  [28, 31],
  [32, 40],
] as const;
/** Up to 41 digits, and those of a digest with and without its first zero, look like ids. */
const hexLengths = [
  [16, 41],
  [42, 62],
  [63, 64],
  [65, 130],
] as const;
/** Texts without a name for what is between their parts. */
const carriers = [
  ['', ''],
  ['I1101 12:00:00.000000    1234 worker.go:42] "Handled" ', ' after 3 ms'],
  ['sent "', '" to the other side'],
  ['{"level":"info","msg":"done","value":"', '"}'],
] as const;
const keysOfLength = 400;

/** How many of a hundred random keys stay in a text that says nothing of them, by alphabet and length. */
export async function randomKeys(): Promise<Measure[]> {
  return [
    ...Object.entries(alphabets).flatMap(([name, characters]) =>
      lengths.map((range) => measured(name, characters, range, keysOfLength)),
    ),
    ...hexLengths.map((range) => measured(hex, '[0-9a-f]', range, 20)),
  ];
}

const hex = 'hexadecimal digits';
const rowOf = (name: string, [from, to]: readonly [number, number]) =>
  `${name}, ${from === to ? from : `${from} to ${to}`}`;

function measured(name: string, characters: string, range: readonly [number, number], count: number): Measure {
  const chance = chanceOf(1, name);
  const redactor = createRedactor();
  let [stayed, all] = [0, 0];
  for (let length = range[0]; length <= range[1]; length++) {
    const pattern = new RegExp(`${characters}{${length}}`);
    for (let index = 0; index < count; index++) {
      const [before, after] = carriers[index % carriers.length] ?? carriers[0];
      const key = chance.like(pattern);
      const text = `${before}${key}${after}`;
      all += 1;
      if (redactor.cut(text, redactor.find(text)).includes(key)) stayed += 1;
    }
  }
  return { what: rowOf(name, range), value: (100 * stayed) / all, unit: '%', bare: null, goal: null };
}

/** The table of SECURITY.md: an alphabet in each row, a range of lengths in each column. */
export function randomKeysTable(results: Results): string {
  const { commit, measures } = results['random-keys'] ?? { commit: '', measures: [] };
  const rateOf = (name: string, range: readonly [number, number]) => {
    const found = measures.find(({ what }) => what === rowOf(name, range));
    if (found === undefined) throw new Error(`npm run bench -- random-keys must measure ${rowOf(name, range)}`);
    return found.value === 0 ? '0' : found.value < 1 ? 'below 1 %' : `${Math.round(found.value)} %`;
  };
  const table = (names: readonly string[], ranges: readonly (readonly [number, number])[]) =>
    [
      ['characters', ...ranges.map((range) => rowOf('', range).slice(2))],
      ['characters', ...ranges].map(() => '---'),
      ...names.map((name) => [name, ...ranges.map((range) => rateOf(name, range))]),
    ]
      .map((cells) => `| ${cells.join(' | ')} |`)
      .join('\n');
  return [
    table(Object.keys(alphabets), lengths),
    '',
    table([hex], hexLengths),
    '',
    `Of ${keysOfLength} keys of each length, in four texts that do not name them, at commit ${commit.replace('+', ' with changes')}.`,
  ].join('\n');
}
