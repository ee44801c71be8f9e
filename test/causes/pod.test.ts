import { expect, test } from 'vitest';
import { denied, got } from '../snapshot.ts';
import { type Edit, expectOn, fixOf, judged, on, shimHidden } from './case.ts';

const misplaced = 'Warning: unknown field "spec.template.spec.securityContext.hostProcess"';
const ofType =
  'error validating data: ValidationError(Pod.spec.securityContext): unknown field "hostProcess" in io.k8s.api.core.v1.PodSecurityContext';
const wrongValue =
  'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field WindowsSecurityContextOptions.spec.securityContext.windowsOptions.hostProcess of type bool';

test('host-process-ignored: by the shim, and by where hostprobe itself runs', () => {
  const silo =
    (server: boolean): Edit =>
    (facts) => {
      facts.identity.silo = got({ id: 312, server });
    };
  const nodes = {
    'nothing known': {},
    healthy: on(),
    '1.5': on((facts) => {
      if (facts['runtime-binaries'].shim) facts['runtime-binaries'].shim.version = got('0.8.25');
    }),
    'in a silo of a server': on(silo(true)),
    'silo hidden': on((facts) => {
      facts.identity.silo = denied();
    }),
    'no silo': on((facts) => {
      facts.identity.silo = got(null);
    }),
    'shim hidden': on(shimHidden),
    'shim hidden, in a silo of a server': on(shimHidden, silo(true)),
  };
  expectOn('host-process-ignored', 'Running as a preconfigured Windows Container user', nodes, [
    ['nothing known', 'possible'],
    ['healthy', 'possible', 'version of containerd-shim-runhcs-v1.exe: 0.11.7'],
    ['1.5', 'confirmed', 'version of containerd-shim-runhcs-v1.exe: 0.8.25'],
    ['in a silo of a server', 'likely', 'hostprobe itself runs in: an ordinary container'],
    ['silo hidden', 'possible', 'version of containerd-shim-runhcs-v1.exe: 0.11.7'],
    ['no silo', 'possible', 'version of containerd-shim-runhcs-v1.exe: 0.11.7'],
    ['shim hidden', 'possible'],
    ['shim hidden, in a silo of a server', 'likely', 'hostprobe itself runs in: an ordinary container'],
  ]);
});

test('feature-gate: by how the kubelet was started; the API server has a gate of its own', () => {
  const gate =
    (value: string): Edit =>
    (facts) => {
      const [kubelet] = facts['runtime-process'].kubelet;
      if (kubelet) kubelet.commandLine = got(`kubelet.exe --feature-gates=WindowsHostProcessContainers=${value}`);
    };
  const byService =
    (gate: string): Edit =>
    (facts) => {
      const service = facts.services.kubelet.ok ? facts.services.kubelet.value : null;
      if (service) service.commandLine = `kubelet.exe --feature-gates=${gate}`;
    };
  const nodes = {
    'nothing known': {},
    healthy: on(),
    off: on(gate('false')),
    on: on(gate('true')),
    'off, and on from its next start': on(gate('false'), byService('WindowsHostProcessContainers=true')),
    'on, and off from its next start': on(gate('true'), byService('WindowsHostProcessContainers=false')),
    'off for the second': on((facts) => {
      const [kubelet] = facts['runtime-process'].kubelet;
      const commandLine = got('kubelet.exe --feature-gates=WindowsHostProcessContainers=false');
      if (kubelet) facts['runtime-process'].kubelet.push({ ...kubelet, commandLine });
    }),
    'off by the service': on(byService('windowshostprocesscontainers=FALSE')),
  };
  const notEnabled = "pod contains HostProcess containers but feature 'WindowsHostProcessContainers' is not enabled";
  expectOn('feature-gate', notEnabled, nodes, [
    ['nothing known', 'possible', "matched text: feature 'WindowsHostProcessContainers' is not enabled"],
    ['healthy', 'possible', "matched text: feature 'WindowsHostProcessContainers' is not enabled"],
    ['off', 'confirmed', 'kubelet command line: WindowsHostProcessContainers=false'],
    ['on', 'possible', 'kubelet command line: WindowsHostProcessContainers=true'],
    ['off, and on from its next start', 'confirmed', 'kubelet command line: WindowsHostProcessContainers=false'],
    ['on, and off from its next start', 'possible', 'kubelet command line: WindowsHostProcessContainers=true'],
    ['off for the second', 'confirmed', 'kubelet command line: WindowsHostProcessContainers=false'],
    ['off by the service', 'confirmed', 'kubelet command line: windowshostprocesscontainers=FALSE'],
  ]);
  expectOn('feature-gate', misplaced, nodes, [
    ['off', 'possible', 'matched text: unknown field "spec.template.spec.securityContext.hostProcess"'],
  ]);
  expectOn('feature-gate', wrongValue, nodes, [
    ['off', 'possible', 'matched text: WindowsSecurityContextOptions.spec.securityContext.windowsOptions.hostProcess'],
  ]);
});

test('pod-security: by the label of the namespace of the pod', () => {
  const refused =
    'pods "agent" is forbidden: violates PodSecurity "baseline:latest": hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)';
  const enforce = 'pod-security.kubernetes.io/enforce';
  const labelled = (labels: Record<string, string> | null) =>
    on((facts) => {
      if (facts.cluster.seen === null) return;
      facts.cluster.seen.podSecurity = [
        { namespace: 'other', labels: got({ [enforce]: 'restricted' }) },
        { namespace: 'ops', labels: labels === null ? denied() : got(labels) },
      ];
    });
  const said = ['possible', expect.stringMatching(/^matched text: violates PodSecurity /)];
  const inOps = { namespace: 'ops' };
  expect(judged('pod-security', refused, {}, inOps)).toEqual(said);
  expect(judged('pod-security', refused, on(), inOps)).toEqual(said);
  expect(judged('pod-security', refused, labelled({}), inOps)).toEqual(said);
  expect(judged('pod-security', refused, labelled(null), inOps)).toEqual(said);
  const baseline = labelled({ [enforce]: 'baseline' });
  const confirmed = ['confirmed', 'namespace ops enforces: baseline'];
  expect(judged('pod-security', refused, baseline, inOps)).toEqual(confirmed);
  expect(judged('pod-security', refused, baseline, { pod: 'ops/agent' })).toEqual(confirmed);
  expect(judged('pod-security', refused, baseline, { ...inOps, pod: 'other/agent' })).toEqual(confirmed);
  expect(judged('pod-security', refused, baseline, { pod: 'agent' })).toEqual(said);
  expect(judged('pod-security', refused, labelled({ [enforce]: 'privileged' }), inOps)).toEqual([
    'ruled-out',
    'namespace ops enforces: privileged',
  ]);
});

test('pod-security: the fix is for the namespace of the pod, or for the owner of a policy', () => {
  const refused =
    'pods "agent" is forbidden: violates PodSecurity "baseline:latest": hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)';
  expect(fixOf('pod-security', refused, {}, { namespace: 'ops' })).toContain('kubectl label namespace ops ');
  expect(fixOf('pod-security', refused, {}, { pod: 'web/agent' })).toContain('kubectl label namespace web ');
  expect(fixOf('pod-security', refused, {})).toContain('kubectl label namespace <namespace> ');
  const policy =
    'admission webhook "validate.policy.example" denied the request: HostProcess containers are disallowed; spec.securityContext.windowsOptions.hostProcess must be unset or false';
  expect(fixOf('pod-security', policy, {})).toContain('Ask the owner of the policy');
  expect(fixOf('pod-security', policy, {})).not.toContain('kubectl label');
});

test('misplaced-field: where the text says that the field is', () => {
  const nodes = { healthy: on() };
  expectOn('misplaced-field', misplaced, nodes, [
    ['healthy', 'possible', 'hostProcess is in: spec.template.spec.securityContext.hostProcess'],
  ]);
  expectOn('misplaced-field', ofType, nodes, [['healthy', 'possible', 'hostProcess is in: PodSecurityContext']]);
  expectOn('misplaced-field', wrongValue, nodes, [
    [
      'healthy',
      'possible',
      'matched text: WindowsSecurityContextOptions.spec.securityContext.windowsOptions.hostProcess',
    ],
  ]);
  expect(fixOf('misplaced-field', misplaced, {})).toContain(
    'Move spec.template.spec.securityContext.hostProcess into windowsOptions.',
  );
  expect(fixOf('misplaced-field', wrongValue, {})).toContain('Set hostProcess (in exactly this spelling) to true');
});

test('linux-only-field: the fix names the field where the text does', () => {
  const named =
    'The Pod "agent" is invalid: spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod';
  // The API server writes several in brackets.
  const several = named.replace(/spec.*/, (field) => `[${field}, spec.containers[0].${field.slice(5)}]`);
  for (const text of [named, several])
    expect(fixOf('linux-only-field', text, {})).toContain('Remove spec.securityContext.runAsUser from the manifest.');
  const unnamed =
    'MountVolume.SetUp failed for volume "kube-api-access-8zx2q" : chown c:\\var\\lib\\kubelet\\pods\\3f8b\\token: not supported by windows';
  expect(fixOf('linux-only-field', unnamed, {})).toContain('Remove the field that the text names from the manifest.');
});
