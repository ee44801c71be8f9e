import { expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

const judge = lintWith('ephemeral-containers');
const debug = '  ephemeralContainers: [{name: debug, image: r/debug:1}]\n';

test('ephemeral-containers has the message of the API server about a new pod', () => {
  expect(judge(hostProcessPod(debug))).toEqual([
    '11:3 error spec.ephemeralContainers: Forbidden: cannot be set on create',
  ]);
});

test('ephemeral-containers has the message of the API server about a pod template', () => {
  const template = JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent' },
    spec: {
      template: {
        spec: {
          securityContext: { windowsOptions: { hostProcess: true } },
          ephemeralContainers: [{ name: 'debug', image: 'r/debug:1' }],
        },
      },
    },
  });
  expect(judge(template)).toEqual([
    expect.stringContaining(
      'spec.template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template',
    ),
  ]);
});

test('ephemeral-containers accepts a running pod, and one without them', () => {
  expect(judge(hostProcessPod(`${debug}  nodeName: win-1\n`))).toEqual([]);
  expect(judge(hostProcessPod(''))).toEqual([]);
});
