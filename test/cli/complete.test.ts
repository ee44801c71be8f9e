import { expect, test } from 'vitest';
import { windowsNode } from '../fleet/cluster.ts';
import { kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { run, saved } from '../run.ts';

const lines = async (words: string[], environment = {}) => {
  const { code, stdout } = await run(['complete', '--', ...words], { environment });
  expect(code).toBe(0);
  return stdout.trimEnd().split('\n');
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
    ['--output=json', '--output=junit'],
  ],
  [['redact', '--h'], ['--help']],
  [['help', 'sta'], ['status']],
  [['schema', 'f'], ['facts']],
  [['no-such', '--x'], []],
])('%j completes to %j, and to no file', async (words, wanted) => {
  expect(await lines(words)).toEqual([...wanted, ':4']);
});

test.each([[['lint', 'ag']], [['report', '--facts', '']], [['status', '--kubeconfig', './']]])(
  '%j completes to files, by the shell',
  async (words) => {
    expect(await lines(words)).toEqual([':0']);
  },
);

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
