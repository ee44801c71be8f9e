import { lint } from '../../agent/lint.ts';
import { anyNode } from '../rules/lint.ts';
import { changesIn, manifestOf, validatedFields, validatedPod } from './fields.ts';

/** What an error says of a field: the kind, as field.ErrorType of apimachinery has it, the value at fault, and what is asked of it. */
export interface Said {
  path: string;
  kind: string;
  value: string;
  asked: string;
}

const form =
  /^(?<path>[a-z]\w*(?:\.\w+|\[[^\]]*\])*): (?<kind>Required value|Forbidden|Not found|Too (?:many|long)|(?:Invalid|Duplicate|Unsupported) value)(?:: (?<rest>.*))?$/s;
const valueFirst = /^(?:"(?:[^"\\]|\\.)*"|-?[\d.]+|true|false|null)(?=: |$)/;
export function read(message: string): Said[] {
  const { path, kind, rest = '' } = form.exec(message)?.groups ?? {};
  const [value = ''] = valueFirst.exec(rest) ?? [];
  return path === undefined || kind === undefined
    ? []
    : [{ path, kind, value, asked: rest.slice(value.length).replace(/^: /, '') }];
}

/** Texts that are right, and those that are wrong, by words that a form is told in. */
const ofForm: readonly (readonly [RegExp, right: readonly string[], wrong: readonly string[]])[] = [
  [/\blower-case letters\b/, ['ab1'], ['aB1']],
  [/\b(?:be|\d+|of) letters\b/, ['aB1'], []],
  [/letters, digits[^;]* -/, ['a-1'], ['a 1', 'a@1']],
  [/letters, digits[^;]* _/, ['a_1'], ['a 1']],
  [/letters, digits(?![^;]* _)/, [], ['a_1']],
  [/letters, digits[^;]* \./, ['a.1'], ['a:1']],
  [/letters, digits(?![^;]* \.)/, [], ['a.1']],
  [/letter or a digit at both ends/, [], ['-a', 'a-']],
  [/of each part$/, [], ['a.-b', 'a..b']],
  [/after a DNS name and a \//, ['a.b/c'], ['a_b/c', '/c', 'a/b/c']],
  [/single -/, [], ['a--1']],
  [/a letter among them/, ['a1'], ['1']],
  [/no digit first/, [], ['1a']],
  [/printable ASCII without =/, ['a b'], ['a=b', 'ä']],
  [/a path inside the volume, without \.\./, ['a/b'], ['/a', 'a/../b']],
  [/not contain '?\.\./, ['/a/b..c'], ['/a/../b']],
  [/not start with \.\./, ['a'], ['..a']],
  [/an absolute path$/, ['/a'], ['a']],
  [/begin with https:/, ['https://a/b'], ['http://a']],
  [/begin with iqn, eui or naa/, ['iqn.2001-04.com.example:a', 'eui.0123456789abcdef', 'naa.5000'], ['a']],
  [/a domain before it/, ['example.com/a'], ['a']],
  [/an IP address$/, ['10.0.0.1', 'fd00::1'], ['10.0.0.256', 'a']],
  [/a schedule|no schedule of cron/, ['0 4 * * 1'], ['0 4 * *']],
  [/a time zone/, ['Etc/UTC'], ['Etc/Nowhere']],
  [/a domain and a path/, ['example.com/controller'], ['controller']],
  [/not begin or end with a blank/, ['a b'], [' a', 'a ']],
];

/** Values that must be right or wrong, if it is true what an error says. @param given what stands there */
function consequences(said: Said, given: unknown): [unknown, boolean][] {
  const ofText = typeof given === 'string' ? ofForm.filter(([words]) => words.test(said.asked)) : [];
  return [
    ...ofText.flatMap(([, right, wrong]) => [
      ...right.map((one): [string, boolean] => [one, true]),
      ...wrong.map((one): [string, boolean] => [one, false]),
    ]),
    ...ofBounds(said, given),
  ];
}

function ofBounds({ asked }: Said, given: unknown): [unknown, boolean][] {
  const list = /^supported values: (.*)$/.exec(asked)?.[1];
  if (list !== undefined) return JSON.parse(`[${list}]`).map((one: unknown) => [one, true]);
  const [, only, least, most, octal] = /^must be (?:at least (\d+)|(\d+) to (\d+)( \(octal\))?)$/.exec(asked) ?? [];
  const number = (text: string | undefined) => (octal === undefined ? Number(text) : Number.parseInt(`${text}`, 8));
  const like = (one: number) => (typeof given === 'string' ? `${one}` : one);
  if (least !== undefined && most !== undefined)
    return [-1, 0].flatMap((more) => [
      [like(number(least) + more), more === 0],
      [like(number(most) - more), more === 0],
    ]);
  if (only !== undefined)
    return [
      [like(Number(only)), true],
      [like(Number(only) - 1), false],
    ];
  const [, one, other] = /^must be ([\w.]+)(?: or ([\w.]+))?$/.exec(asked) ?? [];
  if (one !== undefined)
    return [one, other ?? one].map((text) => [typeof given === 'number' ? Number(text) : text, true]);
  const [, limit, percent] = /\bat most (\d+)(%?)/.exec(asked) ?? [];
  const longest = Number(limit);
  if (limit === undefined || / such as /.test(asked)) return [];
  if (!Array.isArray(given)) {
    const of = (more: number) =>
      percent === '%' ? `${longest + more}%` : typeof given === 'number' ? longest + more : 'a'.repeat(longest + more);
    return [
      [of(0), true],
      [of(1), false],
    ];
  }
  return [
    [given.slice(0, longest), true],
    [given.slice(0, longest + 1), false],
  ];
}

const stepsOf = (path: string) =>
  [...path.matchAll(/\[([^\]]*)\]|\w+/g)].map(([step, inner]) =>
    /^\d+$/.test(inner ?? '') ? Number(inner) : (inner ?? step),
  );

/** What is not so of what is said of an object. @param judge what is said of another one */
export function falseIn(object: object, said: Said, judge: (changed: object) => readonly Said[]): string[] {
  const steps = stepsOf(said.path);
  const last = steps.pop() ?? '';
  const around = (one: object) => steps.reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), one);
  const here = Reflect.get(Object(around(object)), last);
  const text = JSON.stringify(object).toLowerCase();
  const wrong = [
    ...said.asked.matchAll(/(only )?(?<!begin )\b(?:with|because) (?!a |no |so |more )(\w+)(?!:)\b/g),
  ].flatMap(([, only, name = '']) => {
    const isThere = text.includes(only === undefined ? name.toLowerCase() : `"${name.toLowerCase()}"`);
    return isThere === (only === undefined) ? [] : [name];
  });
  // It may be the key of a map, or a default.
  if (said.value === '' || said.value === JSON.stringify(here))
    for (const [one, isRight] of consequences(said, here)) {
      const changed = structuredClone(object);
      Reflect.set(Object(around(changed)), last, one);
      const still = judge(changed).some(
        ({ path, asked, kind }) => path === said.path && kind === said.kind && asked === said.asked,
      );
      if (still === isRight) wrong.push(`${JSON.stringify(one)}`.slice(0, 40));
    }
  return wrong.map((one) => `${said.path}: ${said.asked}: ${one}`);
}

/** What lint says of the errors of an object. */
export const errorsIn = (manifest: object, kubernetes: number): Said[] =>
  lint([{ file: 'a', text: JSON.stringify(manifest) }], { nodes: anyNode, all: false, kubernetes: `1.${kubernetes}` })
    .problems.filter(({ severity }) => severity === 'error')
    .flatMap(({ message }) => read(message));

/** What a real API server, or its validation code, refuses, and the errors of lint. */
export const refused = [
  ...changesIn('refused-fields.jsonl').map((one) => ({ ...one, words: `${one.words}`, manifest: manifestOf(one) })),
  ...validatedFields
    .filter((one) => one.refused.includes(34))
    .map((one) => ({ id: one.id, words: '', kubernetes: 34, manifest: validatedPod(one) })),
].map((one) => ({ ...one, errors: errorsIn(one.manifest, one.kubernetes) }));

/** In the server's words, where its own tests have them, and in those of lint: who changes one says that both mean the same. */
export function claimsBeside(): string {
  const seen = new Set<string>();
  const told = refused.flatMap(({ id, words, errors }) => {
    const ours = errors.filter(({ kind, asked }) => seen.size !== seen.add(`${kind} ${asked}`).size);
    return ours.length === 0
      ? []
      : [words === '' ? id : words, ...ours.map(({ kind, asked }) => `  ${kind}${asked === '' ? '' : `: ${asked}`}`)];
  });
  return `${told.join('\n')}\n`;
}
