import { expect, test } from 'vitest';
import { fieldFaults } from '../../../agent/manifest/admission/fields.ts';
import { metadataFaults } from '../../../agent/manifest/admission/metadata.ts';
import { workloadOf } from '../../../agent/manifest/documents.ts';

interface Laid {
  spec?: object;
  container?: object;
  metadata?: object;
}

/** Where a pod with these fields is refused; `kind`: in the template of that workload. */
function refused({ spec = {}, container = {}, metadata = {} }: Laid, kubernetes: number, kind = 'Pod'): string[] {
  const pod = {
    metadata: { name: 'a', ...metadata },
    spec: { containers: [{ name: 'a', image: 'r/a:1', ...container }], ...spec },
  };
  const labels = { app: 'a' };
  const template = { ...pod, metadata: { labels } };
  const whole =
    kind === 'Pod'
      ? { kind, ...pod }
      : { kind, metadata: pod.metadata, spec: { selector: { matchLabels: labels }, template } };
  return fieldFaults(whole, { kind, kubernetes, template: workloadOf(kind, '')?.template ?? [] })
    .filter(({ severity }) => severity === 'error')
    .map(({ path }) => path.join('.').replace(/^spec\.(?:template\.spec\.)?/, ''));
}

const many = (length: number) => Array.from({ length }, (_, index) => index + 1);
const restarting = (length: number, values = 1) => ({
  restartPolicy: 'Never',
  restartPolicyRules: many(length).map(() => ({
    action: 'Restart',
    exitCodes: { operator: 'In', values: many(values) },
  })),
});
const pausing = (seconds: number) => ({ lifecycle: { preStop: { sleep: { seconds } } } });
const asking = (resources: object) => ({ resources });
const volume = (source: object) => ({ spec: { volumes: [{ name: 'v', ...source }] } });
const device = { volumeDevices: [{ name: 'v', devicePath: '/d' }] };
const claimTemplate = (spec: object) => ({
  ephemeral: {
    volumeClaimTemplate: {
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    },
  },
});
const claim = (spec: object) => volume(claimTemplate(spec));
const annotated = (key: string, value: string) => ({ metadata: { annotations: { [key]: value } } });
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const sysctl = (name: string, more: object = {}) => ({
  spec: { securityContext: { sysctls: [{ name, value: '1' }] }, ...more },
});
const spread = (more: object) => ({
  spec: {
    topologySpreadConstraints: [
      { maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', topologyKey: 'z', labelSelector: {}, ...more },
    ],
  },
});

const pinging = (kind: string, more: object) => ({ container: { [kind]: { tcpSocket: { port: 80 }, ...more } } });
const reading = (source: object) => ({ container: { env: [{ name: 'A', valueFrom: source }] } });
const keyed = (key: string) => reading({ configMapKeyRef: { name: 'a', key } });
const divided = (resource: string, divisor: string) => reading({ resourceFieldRef: { resource, divisor } });
const field = (fieldPath: string) => reading({ fieldRef: { fieldPath } });
const mounted = (more: object) => ({
  ...volume({ emptyDir: {} }),
  container: { volumeMounts: [{ name: 'v', mountPath: '/m', ...more }] },
});
const projecting = (first: string, second: string) =>
  volume({
    projected: {
      sources: [
        { configMap: { name: 'a', items: [{ key: 'k', path: first }] } },
        { downwardAPI: { items: [{ path: second, fieldRef: { fieldPath: 'metadata.name' } }] } },
      ],
    },
  });
const prefers = (value: string) => {
  const preference = { matchExpressions: [{ key: 'a', operator: 'In', values: [value] }] };
  return {
    spec: {
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference }] } },
    },
  };
};
const requires = (term: object) => ({
  spec: {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [term] }] },
      },
    },
  },
});
const inTerm =
  'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.0.matchExpressions.0';
const named = (name: string) => ({ container: { ports: [{ containerPort: 80, name }] } });
const profiled = (container: string) => ({
  ...annotated(`container.apparmor.security.beta.kubernetes.io/${container}`, 'runtime/default'),
  spec: { initContainers: [{ name: 'i', image: 'r/i:1' }] },
});

/**
 * What is refused, and beside it the nearest that is not. Source: the constants and comparisons of pkg/apis/core/validation
 * validation.go at v1.34.1, of the version where one is named.
 */
test.each<[at: string, right: Laid, wrong: Laid, kubernetes?: number]>([
  ['containers.0.restartPolicyRules', { container: restarting(20) }, { container: restarting(21) }, 35],
  [
    'containers.0.restartPolicyRules.0.exitCodes.values',
    { container: restarting(1, 255) },
    { container: restarting(1, 256) },
    35,
  ],
  ['containers.0.lifecycle.preStop.sleep', { container: pausing(30) }, { container: pausing(31) }],
  ['containers.0.lifecycle.preStop.sleep', { container: pausing(0) }, { container: pausing(-1) }],
  ['containers.0.lifecycle.preStop.sleep', { container: pausing(1) }, { container: pausing(0) }, 32],
  [
    'containers.0.volumeDevices.0.name',
    { ...claim({}), container: device },
    { ...volume({ emptyDir: {} }), container: device },
  ],
  [
    'containers.0.volumeDevices.0.name',
    { ...claim({}), container: { ...device, volumeMounts: [] } },
    { ...claim({}), container: { ...device, volumeMounts: [{ name: 'v', mountPath: '/m' }] } },
  ],
  [
    'containers.0.resources.requests.example.com/a',
    { container: asking({ requests: { 'example.com/a': 2 }, limits: { 'example.com/a': 2 } }) },
    { container: asking({ requests: { 'example.com/a': 1 }, limits: { 'example.com/a': 2 } }) },
  ],
  [
    'containers.0.resources.requests.cpu',
    { container: asking({ requests: { cpu: '500m' }, limits: { cpu: '500m' } }) },
    { container: asking({ requests: { cpu: '501m' }, limits: { cpu: '500m' } }) },
  ],
  [
    'containers.0.resources',
    { container: asking({ limits: { 'hugepages-2Mi': '2Mi', memory: '1Gi' } }) },
    { container: asking({ limits: { 'hugepages-2Mi': '2Mi' } }) },
  ],
  [
    'containers.0.resources.limits.example.com/a',
    { container: asking({ limits: { 'a.kubernetes.io/a': '1500m' } }) },
    { container: asking({ limits: { 'example.com/a': '1500m' } }) },
  ],
  [
    'containers.0.ports.0.containerPort',
    { container: { ports: [{ containerPort: 65_535 }] } },
    { container: { ports: [{ containerPort: 65_536 }] } },
  ],
  ['activeDeadlineSeconds', { spec: { activeDeadlineSeconds: 1 } }, { spec: { activeDeadlineSeconds: 0 } }],
  [
    'activeDeadlineSeconds',
    { spec: { activeDeadlineSeconds: 2_147_483_646 } },
    { spec: { activeDeadlineSeconds: 2_147_483_648 } },
  ],
  [
    'dnsConfig.searches',
    { spec: { dnsConfig: { searches: many(32).map((one) => `d${one}`) } } },
    { spec: { dnsConfig: { searches: many(33).map((one) => `d${one}`) } } },
  ],
  [
    'dnsConfig.searches',
    { spec: { dnsConfig: { searches: many(11).map(() => 'a'.repeat(63)) } } },
    { spec: { dnsConfig: { searches: many(11).map(() => `${`${'a'.repeat(63)}.`.repeat(3)}b`) } } },
  ],
  [
    'dnsConfig.nameservers',
    { spec: { dnsConfig: { nameservers: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] } } },
    { spec: { dnsConfig: { nameservers: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'] } } },
  ],
  [
    'hostnameOverride',
    { spec: { hostnameOverride: 'a'.repeat(63) } },
    { spec: { hostnameOverride: `${'a'.repeat(63)}.b` } },
    35,
  ],
  [
    'hostnameOverride',
    { spec: { hostnameOverride: 'a', setHostnameAsFQDN: false } },
    { spec: { hostnameOverride: 'a', setHostnameAsFQDN: true } },
    35,
  ],
  [
    'securityContext.sysctls.0.name',
    sysctl('kernel.sem', { hostNetwork: true }),
    sysctl('net.a', { hostNetwork: true }),
  ],
  ['securityContext.sysctls.0.name', sysctl('net.a'), sysctl('net.a', { hostNetwork: true })],
  ['securityContext.sysctls.0.name', sysctl('a'.repeat(253)), sysctl('a'.repeat(254))],
  [
    'securityContext.supplementalGroups.0',
    { spec: { securityContext: { supplementalGroups: [0, 2_147_483_647] } } },
    { spec: { securityContext: { supplementalGroups: [2_147_483_648] } } },
  ],
  [
    'containers.0.securityContext.procMount',
    { spec: { hostUsers: false }, container: { securityContext: { procMount: 'Unmasked' } } },
    { container: { securityContext: { procMount: 'Unmasked' } } },
  ],
  ['topologySpreadConstraints.0.maxSkew', spread({}), spread({ maxSkew: 0 })],
  ['topologySpreadConstraints.0.minDomains', spread({ minDomains: 1 }), spread({ minDomains: 0 })],
  [
    'nodeName',
    { spec: { schedulingGates: [], nodeName: 'win-1' } },
    { spec: { schedulingGates: [{ name: 'a' }], nodeName: 'win-1' } },
  ],
  [
    `metadata.annotations.${deletionCost}`,
    annotated(deletionCost, '-2147483647'),
    annotated(deletionCost, '2147483648'),
  ],
  [
    'metadata.annotations.kubernetes.io/config.mirror',
    { ...annotated('kubernetes.io/config.mirror', 'a'), spec: { nodeName: 'win-1' } },
    annotated('kubernetes.io/config.mirror', 'a'),
  ],
  [
    'volumes.0.fc.lun',
    volume({ fc: { targetWWNs: ['a'], lun: 255 } }),
    volume({ fc: { targetWWNs: ['a'], lun: 256 } }),
  ],
  ['volumes.0.fc.lun', volume({ fc: { wwids: ['a'] } }), volume({ fc: { targetWWNs: ['a'] } })],
  [
    'volumes.0.iscsi.secretRef',
    volume({ iscsi: { targetPortal: 'p', iqn: 'iqn.2026-01.a:b', chapAuthSession: false } }),
    volume({ iscsi: { targetPortal: 'p', iqn: 'iqn.2026-01.a:b', chapAuthSession: true } }),
  ],
  [
    'volumes.0.iscsi.lun',
    volume({ iscsi: { targetPortal: 'p', iqn: 'iqn.2026-01.a:b', lun: 0 } }),
    volume({ iscsi: { targetPortal: 'p', iqn: 'iqn.2026-01.a:b', lun: -1 } }),
  ],
  [
    'volumes.0.configMap.defaultMode',
    volume({ configMap: { name: 'a', defaultMode: 0o777 } }),
    volume({ configMap: { name: 'a', defaultMode: 0o1000 } }),
  ],
  [
    'volumes.0.projected.sources.0.serviceAccountToken.expirationSeconds',
    volume({ projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 600 } }] } }),
    volume({ projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 599 } }] } }),
  ],
  [
    'volumes.0.ephemeral.volumeClaimTemplate.spec.dataSource.kind',
    claim({ dataSource: { kind: 'PersistentVolumeClaim', name: 'a' } }),
    claim({ dataSource: { kind: 'Volume', name: 'a' } }),
  ],
  [
    'volumes.0.ephemeral.volumeClaimTemplate.spec.dataSource.apiGroup',
    claim({ dataSource: { apiGroup: 'example.com', kind: 'A', name: 'a' } }),
    claim({ dataSource: { apiGroup: 'A_b', kind: 'A', name: 'a' } }),
    29,
  ],
  [
    'containers.0.livenessProbe.successThreshold',
    pinging('readinessProbe', { successThreshold: 2 }),
    pinging('livenessProbe', { successThreshold: 2 }),
  ],
  [
    'containers.0.livenessProbe.terminationGracePeriodSeconds',
    pinging('livenessProbe', { terminationGracePeriodSeconds: 1 }),
    pinging('livenessProbe', { terminationGracePeriodSeconds: 0 }),
  ],
  [
    'containers.0.livenessProbe.httpGet.port',
    { container: { livenessProbe: { httpGet: { port: 65_535 } } } },
    { container: { livenessProbe: { httpGet: { port: 65_536 } } } },
  ],
  [
    'containers.0.resources.limits.cpu',
    { container: asking({ limits: { cpu: '0' } }) },
    { container: asking({ limits: { cpu: '-1' } }) },
  ],
  ['containers.0.env.0.valueFrom.configMapKeyRef.key', keyed('k'.repeat(253)), keyed('k'.repeat(254))],
  [
    'containers.0.env.0.valueFrom.resourceFieldRef.divisor',
    divided('limits.memory', '1000k'),
    divided('limits.memory', '1001k'),
  ],
  [
    'containers.0.env.0.valueFrom.resourceFieldRef.divisor',
    divided('limits.memory', '1024Ki'),
    divided('limits.cpu', '1024Ki'),
  ],
  [
    'containers.0.env.0.valueFrom.fieldRef.fieldPath',
    field("metadata.annotations['Example.com/a']"),
    field("metadata.labels['Example.com/a']"),
  ],
  ['containers.0.env.0.valueFrom.fieldRef.fieldPath', field('status.podIPs'), field('status.podIPz')],
  [
    'containers.0.volumeMounts.0.recursiveReadOnly',
    mounted({ readOnly: true, recursiveReadOnly: 'IfPossible' }),
    mounted({ recursiveReadOnly: 'IfPossible' }),
  ],
  [
    'containers.0.volumeDevices.0.name',
    {
      spec: {
        volumes: [
          { name: 'v', ...claimTemplate({}) },
          { name: 'w', emptyDir: {} },
        ],
      },
      container: { ...device, volumeMounts: [{ name: 'w', mountPath: '/e' }] },
    },
    {
      spec: {
        volumes: [
          { name: 'v', ...claimTemplate({}) },
          { name: 'w', emptyDir: {} },
        ],
      },
      container: { ...device, volumeMounts: [{ name: 'w', mountPath: '/d' }] },
    },
  ],
  ['containers.0.volumeMounts.0.subPath', mounted({ subPath: 'a' }), mounted({ subPath: '/a' })],
  ['containers.0.ports.0.name', named('a'.repeat(15)), named('a'.repeat(16))],
  [
    'containers.0.resources',
    { container: asking({ limits: { 'hugepages-2Mi': '2Mi', cpu: '1' } }) },
    { container: asking({ limits: { 'hugepages-2Mi': '2Mi', 'example.com/a': '1' } }) },
  ],
  [
    'resources.limits.example.com/a',
    { spec: { resources: { limits: { memory: '1Gi' } } } },
    { spec: { resources: { limits: { 'example.com/a': '1' } } } },
  ],
  [
    'resources',
    { spec: { os: { name: 'linux' }, resources: { limits: { memory: '1Gi' } } } },
    { spec: { os: { name: 'windows' }, resources: { limits: { memory: '1Gi' } } } },
  ],
  [
    'dnsConfig.nameservers.0',
    { spec: { dnsConfig: { nameservers: ['10.0.0.255'] } } },
    { spec: { dnsConfig: { nameservers: ['10.0.0.256'] } } },
  ],
  ['securityContext.sysctls.0.name', sysctl('net/a'), sysctl('net/a', { hostNetwork: true })],
  [
    'securityContext.supplementalGroups.0',
    { spec: { securityContext: { supplementalGroups: [0] } } },
    { spec: { securityContext: { supplementalGroups: [-1] } } },
  ],
  [`${inTerm}.values.0`, prefers('a b'), requires({ key: 'a', operator: 'In', values: ['a b'] })],
  [
    `${inTerm}.values`,
    requires({ key: 'a', operator: 'Exists' }),
    requires({ key: 'a', operator: 'Exists', values: ['b'] }),
  ],
  ['metadata.annotations.container.apparmor.security.beta.kubernetes.io/z', profiled('i'), profiled('z')],
  [
    'metadata.annotations.container.seccomp.security.alpha.kubernetes.io/a',
    annotated('container.seccomp.security.alpha.kubernetes.io/a', 'docker/default'),
    annotated('container.seccomp.security.alpha.kubernetes.io/a', 'docker'),
  ],
  [
    'metadata.finalizers.0',
    { metadata: { finalizers: ['orphan', 'kubernetes', 'foregroundDeletion'] } },
    { metadata: { finalizers: ['orphans'] } },
  ],
  ['volumes.0.projected.sources.1.downwardAPI.items.0.path', projecting('a', 'b'), projecting('a', 'a')],
  [
    'volumes.0.flexVolume.options.my.k8s.io/a',
    volume({ flexVolume: { driver: 'd', options: { 'example.io/a': '1' } } }),
    volume({ flexVolume: { driver: 'd', options: { 'my.k8s.io/a': '1' } } }),
  ],
  [
    'volumes.0.csi.driver',
    volume({ csi: { driver: `Disk.${'a'.repeat(58)}` } }),
    volume({ csi: { driver: `disk.${'a'.repeat(59)}` } }),
  ],
])('%s: %j is right, %j is not', (at, right, wrong, kubernetes = 34) => {
  expect(refused(right, kubernetes)).toEqual([]);
  expect(refused(wrong, kubernetes)).toContain(at);
});

// Source: the same at v1.28.3, ValidatePodTemplateSpec, and validateInitContainers.
test('what is refused of one pod is right in another', () => {
  const dataSource = { apiGroup: 'A_b', kind: 'A', name: 'a' };
  expect(refused(claim({ dataSource }), 28)).toEqual([]);
  const gated = { spec: { schedulingGates: [{ name: 'a' }], nodeName: 'win-1' } };
  expect(refused(gated, 34, 'DaemonSet')).toEqual([]);
  const resizing = { resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }] };
  expect(refused({ spec: { restartPolicy: 'Never' }, container: resizing }, 34)).toEqual([
    'containers.0.resizePolicy.0.restartPolicy',
  ]);
  const sidecar = { name: 'i', image: 'r/i:1', restartPolicy: 'Always', ...resizing };
  expect(refused({ spec: { restartPolicy: 'Never', initContainers: [sidecar] } }, 34)).toEqual([]);
});

// Source: SetDefaults_PodSpec at v1.27 and v1.28: on the host network a hostPort is the containerPort, later only of a Pod.
test.each([
  ['DaemonSet', 27, true],
  ['DaemonSet', 28, false],
  ['Pod', 34, true],
])('a port of a %s that is none is, in 1.%i, also a wrong port of the host: %s', (kind, kubernetes, isToo) => {
  const found = refused(
    { spec: { hostNetwork: true }, container: { ports: [{ containerPort: 65_536 }] } },
    kubernetes,
    kind,
  );
  expect(found.includes('containers.0.ports.0.hostPort')).toBe(isToo);
  expect(found).toContain('containers.0.ports.0.containerPort');
});

// Source: kubernetes issue 64023: the hash of a revision adds eleven characters to the name.
test.each([
  [52, []],
  [53, ['warn']],
  [63, ['warn']],
  [64, ['error']],
])('the name of a StatefulSet with %i characters: %j', (length, severities) => {
  const faults = metadataFaults(
    { metadata: { name: 'a'.repeat(length) } },
    { kind: 'StatefulSet', template: ['spec', 'template'], kubernetes: 34 },
  );
  expect(faults.map(({ severity }) => severity)).toEqual(severities);
});
