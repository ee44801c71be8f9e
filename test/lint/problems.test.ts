import { expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { applied, isMechanical } from '../rules/apply.ts';
import { anyNode, hostProcessPod } from '../rules/lint.ts';

const problemsOf = (text: string) =>
  lint([{ file: 'a.yaml', text }], { nodes: anyNode, all: false, kubernetes: null }).problems;

const rulesOf = (text: string) => problemsOf(text).map(({ rule }) => rule);
const fixOf = (text: string, rule: string) =>
  problemsOf(text)
    .find((problem) => problem.rule === rule)
    ?.fix?.steps.at(-1);

const volume = `
    volumeMounts: [{name: t, mountPath: /config}]
  volumes: [{name: t, configMap: {name: t}}]
`;

test.each([
  ["command: [/config/run.exe, --file=/config/a.yaml, '--root=C:\\hpc\\x']", 'mounted-program mounted-path hpc-path'],
  ["env: [{name: PATH, value: '/config/bin;C:\\hpc\\k'}]", 'env-path mounted-path hpc-path'],
  ["command: ['pwsh -File', /config/run.ps1]", 'program-word'],
  [
    "args: ['$(CONTAINER_SANDBOX_MOUNT_POINT)\\x', 'C:\\C\\0123\\a', --file=/config/a]",
    'mount-point-spelling volume-path',
  ],
  ['workingDir: c:/C/0123/x', 'volume-path working-directory'],
  ["env: [{name: A, value: ''}, {name: B}, {name: C, value: /config/c}]", 'env-empty mounted-path'],
  ['env: [{name: CONTAINER_SANDBOX_MOUNT_POINT, value: /config/x}, {name: B}]', 'env-mount-point env-empty'],
])('fixes add up in any order: %s', (fields, rules) => {
  const text = hostProcessPod(`  containers:\n  - name: a\n    ${fields}${volume}`);
  const problems = problemsOf(text).filter(({ fix }) => fix !== null && isMechanical(fix));
  expect(problems.map(({ rule }) => rule)).toEqual(expect.arrayContaining(rules.split(' ')));
  for (const order of [problems, problems.toReversed()]) {
    const mended = order.reduce((left, { fix, object }) => (fix === null ? left : applied(left, fix, object)), text);
    const left = rulesOf(mended);
    expect(problems.filter(({ rule }) => left.includes(rule)).map(({ message }) => message)).toEqual([]);
  }
});

test('says for which rules it has changes too', () => {
  const text = hostProcessPod(`  containers:\n  - name: a\n    env: [{name: PATH, value: /config/bin}]${volume}`);
  expect(fixOf(text, 'env-path')?.say).toMatch(/; this also has the changes for mounted-path\.$/);
});

test('has no change that a comment refuses', () => {
  const env =
    'env:\n    - name: PATH\n      # hostprobe: ignore mounted-path the program expands it\n      value: /config/bin';
  const text = hostProcessPod(`  containers:\n  - name: a\n    ${env}${volume}`);
  expect(fixOf(text, 'env-path')).toMatchObject({
    say: 'Add the folders of Windows, or remove the variable.',
    run: expect.stringContaining('value: /config/bin;C:'),
  });
});

test('a change of a command that a script replaces is told in words', () => {
  const text = hostProcessPod(
    `  containers:\n  - name: a\n    command: [a.exe, 'x&y', --file=/config/a.yaml]${volume}`,
  );
  expect(fixOf(text, 'cmd-characters')?.run).toContain('start.ps1');
  expect(fixOf(text, 'mounted-path')).toEqual({
    say: 'Begin with the mount point: there the volume is on every node; the value of spec.containers[0].command[2] is "--file=%CONTAINER_SANDBOX_MOUNT_POINT%\\\\config\\\\a.yaml".',
    on: 'manifest',
  });
});

test('what is wrong in a probe is put right if the probe stays', () => {
  const probe = "livenessProbe: {exec: {command: [check.exe, 'a|b']}}";
  const text = hostProcessPod(`  containers:\n  - name: a\n    ${probe}${volume}`);
  const [first] = problemsOf(text).find(({ rule }) => rule === 'cmd-characters')?.fix?.steps ?? [];
  expect(first?.say).toMatch(/^If you keep spec\.containers\[0\]\.livenessProbe\.exec, write the command into /);
});

test('objects of one file with the same name do not get the changes of each other', () => {
  const pod = (value: string) =>
    hostProcessPod(`  containers:\n  - name: a\n    env: [{name: PATH, value: '${value}'}]${volume}`);
  const problems = problemsOf([pod('/config/x'), pod('C:\\k')].join('\n---\n'));
  const [, second] = problems.filter(({ rule }) => rule === 'env-path');
  expect(second?.fix?.steps[0]?.say).toBe('Add the folders of Windows, or remove the variable.');
});
