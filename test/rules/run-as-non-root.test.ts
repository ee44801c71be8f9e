import { describe, expect, test } from 'vitest';
import { hostProcessPod, lintWith } from './lint.ts';

describe('run-as-non-root', () => {
  const judge = lintWith('run-as-non-root');

  test('warns when it is true', () => {
    const text = hostProcessPod(`
  containers:
  - name: a
    securityContext: {runAsNonRoot: true}
`);
    expect(judge(text)).toEqual(['13:23 warn HostProcess pods must not set runAsNonRoot: true']);
  });

  test('accepts false', () => {
    expect(judge(hostProcessPod('  containers: [{name: a, securityContext: {runAsNonRoot: false}}]'))).toEqual([]);
  });
});
