import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { removeField, removeVolume, setField, setTexts, shownWith, yamlLines } from '../../agent/manifest/edit.ts';
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

test('a list with as many words as are shown is shown, and one with more is not', () => {
  const of = (length: number) => specOf({ containers: [{ args: Array.from({ length }, () => 'x') }] });
  const word = ['spec', 'containers', 0, 'args', 1];
  expect(shownWith(of(200), word)).toEqual(word.slice(0, -1));
  expect(shownWith(of(201), word)).toEqual(word);
  expect(shownWith(of(1), ['spec', 'dnsPolicy'])).toEqual(['spec', 'dnsPolicy']);
});

test('each change of a list changes its own word, in one list', () => {
  const pod = specOf({ containers: [{ name: 'a', args: ['x', 'y', 'z'] }] });
  const at = (index: number) => ['spec', 'containers', 0, 'args', index];
  const upper = { path: at(0), change: (text: string) => text.toUpperCase(), say: 'A.' };
  const split = { path: at(2), change: (text: string) => [text, `${text}2`], say: 'B.' };
  const again = { path: at(2), change: (text: string) => `${text}!`, say: 'C.' };
  expect(setTexts(pod, [upper, split, again], 'Change it.').run).toContain(
    "    args:\n    - X\n    - 'y'\n    - z!\n    - z2!",
  );
  const one = { path: ['spec', 'containers', 0, 'name'], change: (text: string) => `${text}b`, say: 'D.' };
  expect(setTexts(pod, [one], 'Change it.').run).toContain('- name: ab');
});

test('an account that may do everything is set with what that means', () => {
  const set = (value: string) =>
    setField(specOf({}), ['spec', 'securityContext', 'windowsOptions', 'runAsUserName'], value, 'Set it.');
  expect(JSON.stringify(set('NT AUTHORITY\\SYSTEM'))).not.toBe(
    JSON.stringify(set('NT AUTHORITY\\Other')).replaceAll('Other', 'SYSTEM'),
  );
});

test('what is removed is named, an item by what tells it from the others, and the last comes first', () => {
  const pod = specOf({
    containers: [
      {
        name: 'a',
        ports: [{ containerPort: 80, name: 'web', protocol: 'TCP' }],
        volumeMounts: [
          { name: 'v', mountPath: '/x' },
          { name: 'w', mountPath: '/y' },
          { name: 'v', mountPath: '/z' },
        ],
      },
    ],
    volumes: [{ name: 'w' }, { name: 'v' }],
  });
  const place = 'spec.containers[0]';
  expect(removeField(pod, ['spec', 'hostNetwork']).say).toBe('Remove spec.hostNetwork.');
  expect(removeField(pod, ['spec', 'containers', 0, 'ports', 0]).say).toMatch(
    /^Remove spec.containers\[0\].ports\[0\] \((?:80, web|web, 80)\)\.$/,
  );
  expect(removeVolume(pod, 'v').map(({ say }) => say)).toEqual([
    `Remove ${place}.volumeMounts[2] (v, /z), which mounts v.`,
    `Remove ${place}.volumeMounts[0] (v, /x), which mounts v.`,
    'Remove spec.volumes[1] (v), which is the volume v.',
  ]);
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
  'y',
  'Off',
  '-E5',
  '\u0085',
  '\u2029',
  '\u2009',
  '\ufeff',
  '\u007f',
  'a\u00a0',
  '-',
  '--x',
  '[',
  '{a',
  '<a',
  "it's",
  '\u2028',
  'a\nb',
  '😀',
])('the text %j is still a text in both versions of YAML', (text) => {
  for (const schema of ['yaml-1.1', 'core'])
    expect(parse(write({ [text]: [text, { a: text }] }), { schema })).toEqual({ [text]: [text, { a: text }] });
});

test('what is empty is told from what is missing', () => {
  expect(write({ a: [], b: {}, c: null, d: undefined, e: [[]], f: [{ g: undefined }] })).toBe(
    'a: []\nb: {}\nc: null\ne:\n- []\nf:\n- {}',
  );
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
