import { expect, test } from 'vitest';
import { commandsOf, textOf } from '../fix.ts';
import { runAs, spec } from '../pod.ts';
import { got } from '../snapshot.ts';
import { judge, provided, summaries } from './subject.ts';

test('reports every refusal in the words of the API server, as kubectl shows them', () => {
  const judged = judge('admission', (pod) => {
    spec({ hostNetwork: false })(pod);
    runAs('.\\svc')(pod);
  });
  expect(judged.points.flatMap(({ expect: expected }) => expected?.text ?? [])).toEqual([
    'The Pod "agent" is invalid: spec.securityContext.windowsOptions.runAsUserName: Invalid value: ".\\\\svc": runAsUserName\'s Domain doesn\'t match the NetBios nor the DNS format',
    'The Pod "agent" is invalid: spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
  ]);
});

test('a refusal has the one field to change as its fix, and names the cause that explain knows it by', () => {
  const refused = ({ points }: ReturnType<typeof judge>) => points.filter(({ verdict }) => verdict === 'fails');
  const [point] = refused(judge('admission', spec({ hostNetwork: false })));
  expect(point?.cause).toBe('host-network-required');
  expect(commandsOf(point?.fix)).toEqual(['spec:\n  hostNetwork: true']);
  expect(textOf(point?.fix)).toContain('Use the host network.');
});

test.each([{ serviceAccountName: 'agent' }, { serviceAccount: 'agent' }])(
  'the service account must exist, by either name of the field: %j',
  (fields) => {
    expect(provided(judge('admission', spec(fields)))).toContain('the service account agent exists');
  },
);

test('fails when a field has the wrong type', () => {
  const judged = judge('admission', spec({ nodeName: 1 }));
  expect(judged.verdict).toBe('fails');
  expect(summaries(judged, 'fails')[0]).toContain('spec.nodeName: must be text');
});

test('warns of Linux-only fields that the API server accepts', () => {
  const judged = judge('admission', (pod) => Object.assign(pod.spec.securityContext, { fsGroup: 1 }));
  expect(judged.verdict).toBe('passes');
  expect(summaries(judged, 'warns')).toHaveLength(1);
});

test('warns of a gMSA, which the API server accepts and the shim ignores', () => {
  const judged = judge('admission', ({ spec: { securityContext } }) =>
    Object.assign(securityContext?.windowsOptions ?? {}, { gmsaCredentialSpecName: 'web-gmsa' }),
  );
  expect(judged.verdict).toBe('passes');
  expect(summaries(judged, 'warns')).toEqual([expect.stringContaining('group managed service account')]);
});

test('says that the Pod Security level is not known when the namespace was not read', () => {
  expect(provided(judge('admission', undefined))).toEqual([
    'the namespace monitoring enforces no Pod Security level other than privileged',
  ]);
  const labels = got({});
  const known = judge('admission', undefined, ({ cluster }) =>
    cluster.seen?.podSecurity.push({ namespace: 'monitoring', labels }),
  );
  expect(provided(known)).toEqual([
    'the namespace monitoring admits HostProcess pods by its labels',
    'the default Pod Security level of the cluster is privileged',
  ]);
});
