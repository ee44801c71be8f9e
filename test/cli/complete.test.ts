import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { toolFolders } from '../deployment/render.ts';
import { windowsNode } from '../fleet/cluster.ts';
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { program } from '../program.ts';
import { saved } from '../run.ts';
import { useManyRuns } from '../run-many.ts';

const run = useManyRuns();

const lines = async (words: string[], environment = {}) => {
  const { code, stdout } = await run(['complete', '--', ...words], { environment });
  expect(code).toBe(0);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0]);
};

test.each([
  [['sta'], ['status']],
  [['report', '--stat'], ['--state-dir']],
  [
    ['report', '-o', 'j'],
    ['json', 'junit'],
  ],
  [
    ['facts', '--via', ''],
    ['forward', 'exec', 'kubectl'],
  ],
  [
    ['list', ''],
    ['checks', 'rules'],
  ],
  [['list', 'r'], ['rules']],
  [
    ['report', '--output=j'],
    ['json', 'junit'],
  ],
  [['report', '-o=h'], ['html']],
  [['lint', '--fail-on=w'], ['warn']],
  [['-'], ['--help', '--version']],
  [['redact', '--h'], ['--help']],
  [['help', 'sta'], ['status']],
  [['schema', 'f'], ['facts']],
  [['no-such', '--x'], []],
  [['report', '-'], []],
  [['status', '-l', ''], []],
  [
    ['report', '--color', 'a'],
    ['auto', 'always'],
  ],
])('%j completes to %j, and to no file', async (words, wanted) => {
  expect(await lines(words)).toEqual([...wanted, ':4']);
});

test('says what each command and each flag means', async () => {
  const { stdout } = await run(['complete', '--', 'lint', '--a']);
  expect(stdout).toContain('--all\tjudge every pod as a HostProcess pod\n');
  expect((await run(['complete', '--', 'lin'])).stdout).toBe(
    'lint\tjudge the HostProcess pods of manifests before you deploy them\n:4\n',
  );
});

test.each([
  [['lint', 'ag']],
  [['lint', '-f', 'ag']],
  [['lint', '--filename', 'ag']],
  [['lint', '-']],
  [['report', '--facts', '']],
  [['status', '--kubeconfig', './']],
])('%j completes to files, by the shell', async (words) => {
  expect(await lines(words)).toEqual([':0']);
});

test('nodes and contexts come from the kubeconfig and its cluster; without an answer there are none', async () => {
  const api = await serveKubernetes(['win-1', 'win-2', 'w'].map((name) => windowsNode(name)));
  api.allowed = ['list nodes'];
  const KUBECONFIG = saved(kubeconfigOf(api));
  const patiently = ['--request-timeout', '60s'];
  expect(await lines(['report', ...patiently, '--node', 'win'], { KUBECONFIG })).toEqual(['win-1', 'win-2', ':4']);
  expect(await lines(['status', ...patiently, 'win-2'], { KUBECONFIG })).toEqual(['win-2', ':4']);
  expect(await lines(['status', '--kubeconfig', KUBECONFIG, '--context', ''])).toEqual(['here', ':4']);
  expect(await lines(['status', '--context', 'none', 'win'], { KUBECONFIG })).toEqual([':4']);
  api.allowed = [];
  expect(await lines(['status', ...patiently, ''], { KUBECONFIG })).toEqual([':4']);
});

/** What bash-completion gives to a script of kubectl: words are not split at = and :. */
const bashCompletion = `_get_comp_words_by_ref() {
  words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur="\${words[cword]}"; prev="\${words[cword-1]}"
}`;

test.each([
  ['a command', ['rep'], ['report']],
  ['a flag', ['report', '--no'], ['--node']],
  ['the value of a flag', ['report', '-o', 'j'], ['json', 'junit']],
  ['a value after =', ['lint', '--fail-on=w'], ['warn']],
  ['a file, which bash itself adds to nothing', ['lint', 'ag'], []],
])('bash completes %s of kubectl hostprobe', async (_, words, wanted) => {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-complete-'));
  for (const [name, more] of Object.entries({
    'kubectl-hostprobe': '',
    'kubectl_complete-hostprobe': 'complete -- ',
  })) {
    writeFileSync(join(folder, name), `#!/bin/sh\nexec '${process.execPath}' '${program}' ${more}"$@"\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const script = `${bashCompletion}
    source <(kubectl completion bash)
    COMP_WORDS=(kubectl hostprobe "$@"); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); COMP_LINE="\${COMP_WORDS[*]}"; COMP_TYPE=9
    COMP_POINT=\${#COMP_LINE}; __start_kubectl; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { PATH: [folder, ...(await toolFolders()), process.env.PATH].join(':') };
  const { stdout } = await execa('bash', ['-c', script, 'bash', ...words], { env });
  expect(
    stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.trim()),
  ).toEqual(wanted);
});
