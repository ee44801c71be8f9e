import { expect, test } from 'vitest';
import { annotated, spec } from '../pod.ts';
import { denied } from '../snapshot.ts';
import { both, containerd, handing } from './nodes.ts';
import { judge, provided, summaries } from './subject.ts';

const condition = (type: string) => (facts: Parameters<ReturnType<typeof handing>>[0]) => {
  const status = facts.runtime.status.ok ? facts.runtime.status.value : null;
  for (const one of status?.conditions ?? []) if (one.type === type) one.status = false;
};

test('HostProcess pods need a ready runtime, but no pod network', () => {
  expect(judge('sandbox', undefined, condition('NetworkReady')).verdict).toBe('passes');
  const broken = judge('sandbox', undefined, condition('RuntimeReady'));
  expect(broken.verdict).toBe('fails');
  expect(summaries(broken)).not.toContain(
    'containerd answers and is ready; HostProcess pods need no network of their own',
  );
});

test('assumes that the handler of a runtime class uses the runhcs shim', () => {
  expect(provided(judge('sandbox', spec({ runtimeClassName: 'windows' })))).toEqual([
    'its handler uses the runhcs shim without Hyper-V isolation',
  ]);
});

test.each([
  ['v1.7.28', '0.11.7', ['microsoft.com/*'], 'passes'],
  ['v2.1.4', '0.13.0', [], 'passes'],
  ['v2.0.5', '0.12.9', ['microsoft.com/*'], 'passes'],
  ['v2.1.0', '0.13.0', ['microsoft.com/*'], 'fails'],
  ['v2.1.4', '0.13.0', ['microsoft.com/*'], 'fails'],
])(
  'HostProcess can be forbidden by an annotation that reaches a shim that knows it: containerd %s',
  (version, shim, patterns, verdict) => {
    const pod = annotated({ 'microsoft.com/disable-hostprocess-container': 'true' });
    expect(judge('sandbox', pod, both(containerd(version, shim), handing(...patterns))).verdict).toBe(verdict);
  },
);

// A containerd that hangs is judged by the check of its answers, once.
test('of a containerd that hangs nothing else is said', () => {
  const silent = judge('sandbox', undefined, (facts) => {
    facts.runtime.connection = 'silent';
    facts.runtime.status = denied();
  });
  expect(silent.points.map(({ verdict }) => verdict)).toEqual(['fails']);
});
