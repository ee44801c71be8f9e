import { expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { compareGaps } from '../known-gaps.ts';
import { anyNode } from '../rules/lint.ts';
import { changesIn, manifestOf, validatedFields, validatedPod } from './fields.ts';

/** What an error says of a field: the kind, as field.ErrorType of apimachinery has it, the value at fault, and what is asked of it. */
interface Said {
  path: string;
  kind: string;
  value: string;
  asked: string;
}

const form =
  /^(?<path>[a-z]\w*(?:\.\w+|\[[^\]]*\])*): (?<kind>Required value|Forbidden|Not found|Too (?:many|long)|(?:Invalid|Duplicate|Unsupported) value)(?:: (?<rest>.*))?$/s;
const valueFirst = /^(?:"(?:[^"\\]|\\.)*"|-?[\d.]+|true|false|null)(?=: |$)/;
function read(message: string): Said[] {
  const { path, kind, rest = '' } = form.exec(message)?.groups ?? {};
  const [value = ''] = valueFirst.exec(rest) ?? [];
  return path === undefined || kind === undefined
    ? []
    : [{ path, kind, value, asked: rest.slice(value.length).replace(/^: /, '') }];
}

const errorsIn = (manifest: object, kubernetes: number): Said[] =>
  lint([{ file: 'a', text: JSON.stringify(manifest) }], { nodes: anyNode, all: false, kubernetes: `1.${kubernetes}` })
    .problems.filter(({ severity }) => severity === 'error')
    .flatMap(({ message }) => read(message));

const refused = [
  ...changesIn('refused-fields.jsonl').map((one) => ({ ...one, words: `${one.words}`, manifest: manifestOf(one) })),
  ...validatedFields
    .filter((one) => one.refused.includes(34))
    .map((one) => ({ id: one.id, words: '', kubernetes: 34, manifest: validatedPod(one) })),
].map((one) => ({ ...one, errors: errorsIn(one.manifest, one.kubernetes) }));

/** Steps of theirs may be missing in ours or the other way round: the server leaves out indexes, and names lists for their items. */
const isWithin = (theirs: string, ours: string) => {
  const steps = theirs.replace(/\[[^\]]*\]/g, '').split('.');
  for (const step of ours.replace(/\[[^\]]*\]/g, '').split('.')) if (step === steps[0]) steps.shift();
  return steps.length === 0;
};

test('an error is of the kind that the API server calls it, and of its field', () => {
  const failed = new Map<string, string>();
  for (const { id, words, errors } of refused) {
    for (const { path, kind } of read(words)) {
      if (errors.some((one) => one.kind === kind && isWithin(path, one.path))) continue;
      failed.set(id, `${path} ${kind}, not ${errors.map((one) => `${one.path} ${one.kind}`).join(', ')}`);
    }
  }
  compareGaps(failed, new URL('claims-kinds.gaps.txt', import.meta.url));
});

/** Values that must be right or wrong, if it is true what an error says. @param given what stands there */
function consequences({ asked }: Said, given: unknown): [unknown, boolean][] {
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
  const longest = Number(/\bat most (\d+)\b/.exec(asked)?.[1] ?? NaN);
  if (Number.isNaN(longest)) return [];
  if (!Array.isArray(given))
    return [
      ['a'.repeat(longest), true],
      ['a'.repeat(longest + 1), false],
    ];
  return [
    [given.slice(0, longest), true],
    [given.slice(0, longest + 1), false],
  ];
}

const stepsOf = (path: string) =>
  [...path.matchAll(/\[([^\]]*)\]|\w+/g)].map(([step, inner]) =>
    /^\d+$/.test(inner ?? '') ? Number(inner) : (inner ?? step),
  );

test('what an error says is true: its bounds and its values are those that are judged', () => {
  const seen = new Set<string>();
  const wrong: string[] = [];
  for (const { manifest, kubernetes, errors, id } of refused) {
    for (const said of errors) {
      const key = `${said.path.replace(/\[[^\]]*\]/g, '')} ${said.asked}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const steps = stepsOf(said.path);
      const last = steps.pop() ?? '';
      const given = steps.reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), manifest);
      const here = Reflect.get(Object(given), last);
      const text = JSON.stringify(manifest).toLowerCase();
      for (const [, only, name = ''] of said.asked.matchAll(/(only )?(?<!begin )\b(?:with|because) (?!a |no )(\w+)/g))
        if (only === undefined) expect(text, `${id}: ${said.asked}`).toContain(name.toLowerCase());
        else expect(text, `${id}: ${said.asked}`).not.toContain(`"${name.toLowerCase()}"`);
      // It may be the key of a map, or a default.
      if (said.value !== '' && said.value !== JSON.stringify(here)) continue;
      for (const [one, isRight] of consequences(said, here)) {
        const changed = structuredClone(manifest);
        const around = steps.reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), changed);
        Reflect.set(Object(around), last, one);
        const still = errorsIn(changed, kubernetes).some(
          ({ path, asked, kind }) => path === said.path && kind === said.kind && asked === said.asked,
        );
        if (still === isRight) wrong.push(`${id}: ${said.path}: ${said.asked}: ${JSON.stringify(one)?.slice(0, 40)}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(seen.size).toBeGreaterThan(200);
});
