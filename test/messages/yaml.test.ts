import { expect, test } from 'vitest';
import { isYaml } from '../../agent/messages/plain-text.ts';
import { readText } from '../../agent/messages/text.ts';

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: agent-x7k2p
  namespace: ops
spec:
  securityContext:
    windowsOptions:
      hostProcess: true
      runAsUserName: nt authority\\system
  containers:
  - name: agent
status:
  containerStatuses:
  - name: agent
    lastState:
      terminated:
        finishedAt: "2026-03-04T09:15:02Z"
        message: 'failed to start containerd task "agent": failed to create user process
          token: failed to logon user: The user name or password is incorrect.: unknown'
`;
const asItem = (text: string) => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;
const found = {
  pod: 'ops/agent-x7k2p',
  container: 'agent',
  runAsUserName: 'nt authority\\system',
  hostProcess: true,
  at: '2026-03-04T09:15:02.000Z',
};

test.each([
  ['a pod', pod, 1],
  ['a list', `apiVersion: v1\nitems:\n${asItem(pod)}${asItem(pod)}kind: List\n`, 2],
  ['documents', `---\n${pod}---\n${pod}`, 2],
])('YAML of %s names its pod, as JSON does', (_what, text, count) => {
  expect(readText(text, 'pod.yaml', null)).toMatchObject(Array(count).fill(found));
});

test('a text that is not YAML of Kubernetes is read as a text', () => {
  expect(isYaml('failed to logon user: Access is denied.')).toBe(false);
  const config = `kind: ConfigMap\ndata:\n  log: |\n    named pipe mounts not supported for job containers\n`;
  expect(readText(config, 'text', null)).toHaveLength(1);
});
