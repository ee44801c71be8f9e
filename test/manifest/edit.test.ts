import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { setField, yamlLines } from '../../agent/manifest/edit.ts';
import { podSpec, readLenient } from '../../agent/manifest/spec.ts';

const specOf = (spec: unknown) => ({ base: [], spec: readLenient(podSpec, spec) });

test('an item without a name is shown with the fields that the manifest has, and no others', () => {
  const pod = specOf({ containers: [{ image: 'a', args: ['x'], resources: { limits: { cpu: 1 } } }] });
  expect(setField(pod, ['spec', 'containers', 0, 'name'], '<name>', 'Name it <name>.').run).toBe(`spec:
  containers:
  - name: <name>
    image: a
    args:
    - x
    resources:
      limits:
        cpu: 1`);
});

test('an empty map that the manifest has stays', () => {
  const pod = specOf({ volumes: [{ emptyDir: {} }] });
  expect(setField(pod, ['spec', 'volumes', 0, 'name'], '<name>', 'Name it <name>.').run).toBe(`spec:
  volumes:
  - name: <name>
    emptyDir: {}`);
});

test('an item with a name is shown with its name and the field that is set', () => {
  const pod = specOf({ containers: [{ name: 'a', image: 'b' }] });
  expect(setField(pod, ['spec', 'containers', 0, 'workingDir'], 'C:\\', 'Set it.').run).toBe(`spec:
  containers:
  - name: a
    workingDir: C:\\`);
});

test('a word of a long list is told alone, a word of a short one with the others', () => {
  const of = (length: number) => {
    const { spec } = specOf({ containers: [{ name: 'a', args: Array.from({ length }, () => 'x') }] });
    return setField({ base: [], spec }, ['spec', 'containers', 0, 'args', 1], 'y', 'Change it.');
  };
  expect(of(3).run).toContain("    - x\n    - 'y'\n    - x");
  expect(of(201)).toEqual({ say: 'Change it; the value of spec.containers[0].args[1] is "y".', on: 'manifest' });
});

const write = (value: unknown) => yamlLines(value).join('\n');

test('YAML is written as people write it', () => {
  const container = { name: 'a', command: ['agent.exe', '--path=C:\\x'], args: [], workingDir: '%X%\\' };
  expect(write({ spec: { containers: [container] } })).toBe(`spec:
  containers:
  - name: a
    command:
    - agent.exe
    - --path=C:\\x
    args: []
    workingDir: '%X%\\'`);
});

test.each([
  'on',
  'N',
  '1',
  '0x1f',
  'E0',
  'e10',
  '-e5',
  '-1',
  '.5',
  '~',
  '',
  ' a',
  'a ',
  'a: b',
  'a #b',
  'a:',
  '<<',
  '=',
  "it's",
  '\u2028',
  'a\nb',
  '😀',
])('the text %j is still a text in both versions of YAML', (text) => {
  for (const schema of ['yaml-1.1', 'core'])
    expect(parse(write({ [text]: [text, { a: text }] }), { schema })).toEqual({ [text]: [text, { a: text }] });
});

test('any data is read back as it was', () => {
  const depth = { maxDepth: 4, noNullPrototype: true };
  const data = fc.jsonValue(depth).filter((value) => !JSON.stringify(value).includes('__proto__'));
  fc.assert(
    fc.property(data, (value) => {
      expect(parse(write(value), { schema: 'yaml-1.1' })).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
