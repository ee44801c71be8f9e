import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlLines } from '../../../agent/manifest/edit/write-yaml.ts';

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
