/** What the API server, or lint, says of a field, and what must be so if it is true. */

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
