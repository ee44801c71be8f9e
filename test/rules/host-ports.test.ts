import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('host-ports', () => {
  const judge = lintWith('host-ports');

  test('has the message of the API server about another hostPort, and the same port twice', () => {
    const text = hostProcessPod(`
  containers:
  - name: a
    ports:
    - containerPort: 9182
      hostPort: 80
    - containerPort: 80
  - name: b
    ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53}, {containerPort: 53}]
`);
    expect(judge(text)).toEqual([
      '15:7 error spec.containers[0].ports[0].hostPort: Invalid value: 80: must match `containerPort` when `hostNetwork` is true',
      '16:7 error spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"',
      '18:70 error spec.containers[1].ports[2].hostPort: Duplicate value: "TCP//53"',
    ]);
  });

  test('accepts ports that are left to be set, or are the same', () => {
    expect(
      judge(hostProcessPod('  containers: [{name: a, ports: [{containerPort: 1}, {containerPort: 2, hostPort: 2}]}]')),
    ).toEqual([]);
  });
});
