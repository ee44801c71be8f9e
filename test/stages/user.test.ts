import { expect, test } from 'vitest';
import { inheritUser } from '../../agent/shim/annotation.ts';
import { imageWith } from '../image.ts';
import { annotated, container, runAs, spec } from '../pod.ts';
import { denied } from '../snapshot.ts';
import { bind, handing, rights, runsAs, six } from './nodes.ts';
import { judge, provided, summaries } from './subject.ts';

test.each([
  'NT AUTHORITY\\SYSTEM',
  'NT AUTHORITY\\system',
  'NT AUTHORITY\\Local service',
  'NT AUTHORITY\\NetworkService',
])('containerd as LocalSystem can log on %s with every shim', (name) => {
  expect(judge('user', runAs(name), bind).verdict).toBe('passes');
  expect(judge('user', runAs(name), six).verdict).toBe('passes');
});

test('containerd as LocalService can log on system accounts, with a warning, but not groups', () => {
  expect(summaries(judge('user', undefined, runsAs('S-1-5-19')), 'warns')).toHaveLength(1);
  expect(judge('user', runAs('Users'), runsAs('S-1-5-19')).verdict).toBe('fails');
});

test('a group passes when its members may log on, and the right of another group is an assumption', () => {
  expect(provided(judge('user', runAs('Users')))).toEqual([]);
  const judged = judge(
    'user',
    runAs('Users'),
    rights({ SeInteractiveLogonRight: ['S-1-5-32-544', 'S-1-5-21-1-2-3-1009'] }),
  );
  expect([judged.verdict, provided(judged)]).toEqual(['passes', ['members of "Users" may log on locally on the node']]);
});

test('is not known when the groups or the account of containerd could not be read', () => {
  expect(
    judge('user', runAs('hpc-pods'), (facts) => {
      facts.accounts.groups = denied();
    }).verdict,
  ).toBe('cannot-tell');
  const hidden = judge('user', undefined, (facts) => {
    facts.services.containerd = denied();
    for (const one of facts['runtime-process'].containerd) one.account = denied();
  });
  expect(hidden.verdict).toBe('cannot-tell');
});

test('is judged for each container with its own user', () => {
  const judged = judge('user', (pod) => {
    runAs(undefined)(pod);
    const options = (name: string) => ({ securityContext: { windowsOptions: { runAsUserName: name } } });
    pod.spec.containers = [
      { name: 'a', ...options('NT AUTHORITY\\SYSTEM') },
      { name: 'b', ...options('ContainerUser') },
    ];
  });
  expect(judged.points.map(({ container: name, verdict }) => [name, verdict])).toEqual([
    ['a', 'passes'],
    ['b', 'fails'],
  ]);
});

test('warns of an annotation that does not reach the shim', () => {
  const pod = annotated({ [inheritUser]: 'true' });
  expect(summaries(judge('user', pod), 'warns')).toEqual([
    `${inheritUser} has no effect: containerd does not pass it to the shim`,
  ]);
  expect(summaries(judge('user', pod, handing('microsoft.com/*')), 'warns')).toEqual([]);
  expect(summaries(judge('user', annotated({ [inheritUser]: 'false' })), 'warns')).toEqual([]);
  // Its RuntimeClass names the handler, and with it what is passed on.
  const ofClass = (given: Parameters<typeof pod>[0]) => {
    pod(given);
    spec({ runtimeClassName: 'own-handler' })(given);
  };
  expect(summaries(judge('user', ofClass), 'warns')).not.toContainEqual(expect.stringContaining('has no effect'));
});

test('runAsNonRoot is a warning, except for the name that the kubelet treats as root', () => {
  expect(summaries(judge('user', container({ securityContext: { runAsNonRoot: true } })), 'warns')).toHaveLength(1);
  const judged = judge('user', (pod) => {
    runAs('ContainerAdministrator')(pod);
    spec({ runtimeClassName: 'x' })(pod);
    pod.spec.securityContext.runAsNonRoot = true;
  });
  expect(judged.points.map(({ cause }) => cause)).toContain('run-as-non-root');
});

test('a group is told from a user by the shim: that of containerd 1.6 knows no groups', () => {
  const causeOn = (node: Parameters<typeof judge>[2]) =>
    judge('user', runAs('hpc-pods'), node).points.flatMap(({ cause }) => cause ?? []);
  expect(causeOn(six)).toEqual(['local-group-unsupported']);
  expect(causeOn(bind)).toEqual(['local-group-missing']);
  expect(summaries(judge('user', runAs('Administrators'), bind))[0]).toMatch(/"Administrators" is a local group\b/);
});

test('where the groups are not known, only a name that may be one of them is open', () => {
  const hidden: Parameters<typeof judge>[2] = (facts) => {
    facts.accounts.groups = denied();
  };
  const causes = (name: string) =>
    judge('user', runAs(name), hidden).points.map(({ verdict, cause }) => [verdict, cause]);
  expect(causes('SYSTEM')).toEqual([['fails', 'nt-authority-spelling']]);
  expect(causes('ContainerUser')).toEqual([['fails', 'image-user']]);
  expect(causes('CORP\\svc')).toEqual([['fails', 'account-needs-password']]);
});

test('who may log on locally is an assumption where the rights are not known', () => {
  const judged = judge('user', runAs('Users'), (facts) => {
    facts.accounts.rights = denied();
  });
  expect([judged.verdict, provided(judged)]).toEqual(['passes', ['members of "Users" may log on locally on the node']]);
});

// Source: k8s.io/kubernetes pkg/kubelet/kuberuntime/security_context_windows.go, verifyRunAsNonRoot.
test('runAsNonRoot of a container comes before that of the pod, whose namespace is default where none is named', () => {
  const expected = (ofPod: boolean, ofContainer?: boolean) =>
    judge('user', (pod) => {
      delete pod.metadata.namespace;
      Object.assign(pod.spec.securityContext, { runAsNonRoot: ofPod });
      runAs('ContainerAdministrator')(pod);
      if (ofContainer !== undefined) container({ securityContext: { runAsNonRoot: ofContainer } })(pod);
    }).points.flatMap(({ cause, expect: said }) => (cause === 'run-as-non-root' ? said?.text : []));
  const text =
    'Error: container\'s runAsUserName (ContainerAdministrator) which will be regarded as root identity and will break non-root policy (pod: "agent_default(<uid>)", container: agent)';
  expect(expected(true)).toEqual([text]);
  expect(expected(false, true)).toEqual([text]);
  expect(expected(true, false)).toEqual([]);
});

test('without a user the image decides, and one that was read leaves no doubt', () => {
  const unset = (image?: Parameters<typeof judge>[3]) =>
    judge('user', runAs(undefined), bind, image).points.map(({ summary, certainty, expect: said }) => [
      summary,
      certainty,
      said?.note?.slice(0, 12) ?? null,
    ]);
  expect(unset()).toEqual([
    [
      'runAsUserName is not set: the USER of the image decides, which does not exist on the host',
      ...['derived', 'For an image'],
    ],
  ]);
  expect(unset(imageWith({}))).toEqual([['runAsUserName is not set, and the image has no USER', 'sourced', null]]);
});

// hcsshim internal/jobcontainers/logon.go and jobcontainer.go: 0.9 has users alone, and its words differ.
test('the shim of containerd 1.6 takes the name of a group for that of a user, and says otherwise that there is none', () => {
  expect(judge('user', runAs('Users'), six).points).toMatchObject([
    { verdict: 'fails', cause: 'local-group-unsupported' },
  ]);
  const said = (node: typeof six) =>
    judge('user', runAs(''), node).points.map(({ expect: expected }) => expected?.text ?? '');
  expect(said(bind)).toEqual([expect.stringContaining('empty username or group name passed')]);
  expect(said(six)).toEqual([expect.stringContaining('empty user string passed')]);
});

test('an annotation that is dropped changes nothing, which is said', () => {
  const judged = judge('user', annotated({ [inheritUser]: 'true' }), handing());
  expect(summaries(judged, 'warns')).toEqual([expect.stringContaining('has no effect')]);
  expect(summaries(judged, 'passes')).not.toEqual([expect.stringContaining('reaches the shim')]);
});
