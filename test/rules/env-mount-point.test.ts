import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('env-mount-point', () => {
  const judge = lintWith('env-mount-point');

  test('says that the value is lost, in any case', () => {
    const text = hostProcessPod(`
  containers:
  - name: a
    env:
    - {name: Container_Sandbox_Mount_Point, value: C:\\x}
`);
    expect(judge(text)).toEqual(['14:7 warn the shim sets CONTAINER_SANDBOX_MOUNT_POINT itself; this value is lost']);
  });

  test('accepts a variable that holds it', () => {
    const env = "[{name: ROOT, value: '%CONTAINER_SANDBOX_MOUNT_POINT%'}]";
    expect(judge(hostProcessPod(`  containers: [{name: a, env: ${env}}]`))).toEqual([]);
  });
});
