import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { causesIn } from '../../agent/cli/mcp/tools/explain.ts';
import { diagnosesOf } from '../../agent/renderers/html/diagnoses.ts';
import { h } from '../../agent/renderers/html/document.ts';
import { explanationSchema } from '../../agent/report/schema.ts';
import { useManyRuns } from '../run-many.ts';

const run = useManyRuns();

/**
 * Texts with a word of trouble that mention a HostProcess container, or a file of one, and no failure that anybody can know. The
 * first is of a cluster; then titles of issues and sentences as documents, release notes, audits and programs write them.
 * Sources: kubernetes.io create-hostprocess-pod, learn.microsoft.com aks/use-windows-hpc, windows-operational-readiness, containerd
 * #12225.
 */
const mentions = [
  'HostProcess pod agent-1: readiness probe failed: statuscode 503',
  'Nothing failed. The HostProcess container is running fine, no error.',
  'The rollout is done: all 12 HostProcess pods are ready, 0 errors, 0 failed',
  "Known issue: HostProcess pods can't resolve names of the cluster",
  'HostProcess containers: neither Hyper-V isolation nor isolation of files is supported, and named pipes are not supported as mounts',
  'Enable HostProcess containers to run with hostNetwork: false, which is not supported today',
  'Fixed: the kubelet no longer reports an error for HostProcess containers with an empty user',
  'kubelet: metrics of HostProcess containers are missing on Windows Server 2019',
  'Does a HostProcess container fail if the node has no internet?',
  'How can I make my HostProcess container restart after a failure?',
  'hostProcess container agent started, log level error',
  'Alert resolved: the windows-exporter (HostProcess pod) was missing for 2 minutes',
  'INFO loaded C:\\hpc\\etc\\agent.yaml, 0 errors, 0 failed, 3 warnings',
  'Reading C:\\hpc\\etc\\agent.yaml: unknown keys are passed over',
  `${'The audit of a cluster goes on for long. '.repeat(20)}HostProcess containers: 0 failed`,
];

const answerTo = async (operands: string[], columns = '80') => {
  const form = (output: string) => run(['explain', ...operands, '-o', output], { environment: { COLUMNS: columns } });
  const [text, json] = [await form('text'), await form('json')];
  expect(json.code).toBe(text.code);
  return {
    code: text.code,
    lines: text.stdout.trimEnd().split('\n'),
    json: explanationSchema.parse(JSON.parse(json.stdout)),
  };
};

test.each(mentions)('%s: a hint of what to collect, and nobody is accused', async (mention) => {
  const { code, lines, json } = await answerTo([mention]);
  expect(code).toBe(1);
  expect(lines[0]).toMatch(/^HINT {4}[a-z-]+: The text (?:mentions|names a file of) a HostProcess container/);
  expect(lines.length).toBeLessThanOrEqual(6);
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain('explain the output of kubectl describe pod');
  expect(json).toMatchObject({ recognised: false, summary: [] });
  expect(json.diagnoses).toMatchObject([{ hint: true, hostProcess: false, causes: [], checks: [] }]);
});

test('so are many mentions in one text, of whatever files and containers', async () => {
  const { code, lines, json } = await answerTo([mentions.join('\n')]);
  expect(code).toBe(1);
  expect(lines.length).toBeLessThanOrEqual(6);
  expect(lines.join('\n')).toContain(`${mentions.length} times in text`);
  expect(json.diagnoses).toHaveLength(1);
});

test('a mention stays one where the reader says that it is of a HostProcess container', async () => {
  const { code, json } = await answerTo(['--host-process', ...mentions.slice(0, 1)]);
  expect(code).toBe(1);
  expect(json).toMatchObject({ recognised: false, diagnoses: [{ hint: true, causes: [] }] });
});

test('beside a failure a mention takes neither its place nor a line of the summary', async () => {
  const failure = 'failed to logon user: Access is denied.';
  const { code, lines, json } = await answerTo([[mentions[0], failure, mentions[12]].join('\n')]);
  expect(code).toBe(0);
  expect(lines[0]).toMatch(/^Possible, first of 2: /);
  expect(json.summary).toMatchObject([{ signature: 'logon-denied', cause: 'containerd-account' }]);
  expect(json.diagnoses.map(({ signature }) => signature)).toEqual(['logon-denied', 'container-path-other']);
  expect(causesIn(json.diagnoses).verdict).not.toContain('in all');
  expect(renderToString(h('div')(diagnosesOf(json)))).not.toContain('<table class="failures"');
  const two = [...json.diagnoses, ...json.diagnoses];
  expect(causesIn(two).verdict).toContain('2 failures in all');
  expect(renderToString(h('div')(diagnosesOf({ diagnoses: two })))).toContain('<table class="failures"');
});

/** What the program names, it knows: an error inside that nobody has seen makes no mention of it. */
test.each([
  'failed to create containerd task: failed to create shim task: a HostProcess container needs a thing that failed in a new way: unknown',
  'Error: failed to start containerd task "agent": failed to create user process token: failed to logon user: a HostProcess container met an error of tomorrow',
  'failed to open the events of job container agent, a HostProcess container: the thing is broken',
])('%s: still a failure with causes', async (text) => {
  const { code, json } = await answerTo([text]);
  expect(code).toBe(0);
  expect(json.recognised).toBe(true);
  expect(json.diagnoses).toMatchObject([{ hostProcess: true }]);
  expect(json.diagnoses[0]).not.toHaveProperty('hint');
  expect(json.diagnoses[0]?.causes.length).toBeGreaterThan(0);
});
