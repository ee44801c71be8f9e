import { expect, test } from 'vitest';
import { lint } from '../../agent/lint.ts';
import { compareGaps } from '../known-gaps.ts';
import { anyNode } from '../rules/lint.ts';
import { type Change, change, changesIn, manifestOf, windowsOptions } from './fields.ts';

function errorsOf(one: Change): string[] {
  const options = { nodes: anyNode, all: false, kubernetes: `1.${one.kubernetes}` };
  const { problems } = lint([{ file: 'a.json', text: JSON.stringify(manifestOf(one)) }], options);
  return problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

test('lint has an error for what the API server refuses', () => {
  const failed = new Map<string, string>();
  for (const one of changesIn('refused-fields.jsonl')) {
    const errors = errorsOf(one);
    if (errors.length === 0) failed.set(one.id, `${one.words}`);
  }
  compareGaps(failed, new URL('fields.gaps.txt', import.meta.url));
});

test('lint has no error for what the API server takes', () => {
  for (const one of changesIn('accepted-fields.jsonl')) expect(errorsOf(one), one.id).toEqual([]);
});

// Source: ValidatePodCreate and ValidatePodTemplateSpec.
test('ephemeral containers are refused in a template, and may stay in a pod that has its node', () => {
  const spec = { ephemeralContainers: [{ name: 'debug', image: 'r/debug:1' }] };
  const one = { id: 'debug', words: null, source: '', spec };
  expect(errorsOf(change.parse(one))).toEqual(['spec.ephemeralContainers: Forbidden: cannot be set on create']);
  expect(errorsOf(change.parse({ ...one, kind: 'DaemonSet' }))).toEqual([
    'spec.template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template',
  ]);
  expect(errorsOf(change.parse({ ...one, spec: { ...spec, nodeName: 'win-1' } }))).toEqual([]);
});

test('a field that is newer than the API server is told with the version that brought it', () => {
  const lifecycle = { preStop: { sleep: { seconds: 5 } } };
  const one = { id: 'new', words: null, source: 'v1.29.0 types.go', container: { lifecycle } };
  expect(errorsOf(change.parse({ ...one, kubernetes: 28 }))).toEqual([
    'unknown field "spec.containers[0].lifecycle.preStop.sleep": it is new in 1.29',
  ]);
  expect(errorsOf(change.parse({ ...one, kubernetes: 30 }))).toEqual([]);
  // An API server of another version may have printed it.
  const printed = { ...one, kubernetes: 28, metadata: { uid: 'f3b0' } };
  expect(errorsOf(change.parse(printed))).toHaveLength(1);
  expect(errorsOf(change.parse({ ...printed, container: { fieldOfTomorrow: 1 } }))).toEqual([]);
});

const volumes = (...more: object[]) => ({ spec: { volumes: more } });
const claim = { name: 'v', persistentVolumeClaim: { claimName: 'c' } };
const restarting = (rule: object) => ({ restartPolicy: 'Never', restartPolicyRules: [rule] });
const onExit = { action: 'Restart', exitCodes: { operator: 'In', values: [1] } };
const many = (length: number) => Array.from({ length }, (_, index) => index + 1);
const downward = (item: object) => volumes({ name: 'v', downwardAPI: { items: [{ path: 'p', ...item }] } });
const [fieldRef, ofLimit] = [{ fieldPath: 'metadata.name' }, { resource: 'limits.memory', containerName: 'a' }];
const fileKey = (volume: object, path = 'f') => ({
  ...volumes({ name: 'v', ...volume }),
  container: { env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'v', path, key: 'k' } } }] },
});

// Source: pkg/apis/core/validation of 1.34 and 1.35: validateContainerRestartPolicy, validateVolumeDevices,
// validateContainerResourceFieldSelector, validateFileKeySelector, ValidatePodSpec, ValidatePodSpecificAnnotations,
// validateSysctls, validateDownwardAPIVolumeFile, validateAzureDisk, validateFCVolumeSource.
test.each([
  [
    'containers[0].restartPolicyRules',
    { kubernetes: 35, container: { restartPolicy: 'Never', restartPolicyRules: many(21).map(() => onExit) } },
  ],
  [
    'initContainers[0].restartPolicyRules',
    {
      kubernetes: 35,
      spec: { initContainers: [{ name: 'i', image: 'r/i:1', ...restarting(onExit), restartPolicy: 'Always' }] },
    },
  ],
  [
    'containers[0].restartPolicyRules[0].action',
    { kubernetes: 35, container: restarting({ ...onExit, action: 'Stop' }) },
  ],
  ['containers[0].restartPolicyRules[0].exitCodes', { kubernetes: 35, container: restarting({ action: 'Restart' }) }],
  [
    'containers[0].restartPolicyRules[0].exitCodes.operator',
    { kubernetes: 35, container: restarting({ ...onExit, exitCodes: { operator: 'Is', values: [1] } }) },
  ],
  [
    'containers[0].restartPolicyRules[0].exitCodes.values',
    { kubernetes: 35, container: restarting({ ...onExit, exitCodes: { operator: 'NotIn', values: many(256) } }) },
  ],
  [
    'containers[0].volumeDevices[0].devicePath',
    { ...volumes(claim), container: { volumeDevices: [{ name: 'v', devicePath: '/a/../b' }] } },
  ],
  [
    'containers[0].volumeDevices[1].devicePath',
    {
      ...volumes(claim, { ...claim, name: 'w' }),
      container: {
        volumeDevices: [
          { name: 'v', devicePath: '/d' },
          { name: 'w', devicePath: '/d' },
        ],
      },
    },
  ],
  [
    'containers[0].volumeDevices[1].name',
    {
      ...volumes(claim),
      container: {
        volumeDevices: [
          { name: 'v', devicePath: '/d' },
          { name: 'v', devicePath: '/e' },
        ],
      },
    },
  ],
  [
    'volumes[0].downwardAPI.items[0].resourceFieldRef.containerName',
    downward({ resourceFieldRef: { resource: 'limits.memory' } }),
  ],
  [
    'volumes[0].downwardAPI.items[0].resourceFieldRef.divisor',
    downward({ resourceFieldRef: { ...ofLimit, divisor: '3Mi' } }),
  ],
  ['volumes[0].downwardAPI.items[0]', downward({ fieldRef, resourceFieldRef: ofLimit })],
  ['volumes[0].downwardAPI.items[0]', downward({})],
  [
    'containers[0].env[0].valueFrom.fileKeyRef.volumeName',
    { kubernetes: 35, ...fileKey({ hostPath: { path: 'C:\\v' } }) },
  ],
  ['containers[0].env[0].valueFrom.fileKeyRef.path', { kubernetes: 35, ...fileKey({ emptyDir: {} }, 'a/../b') }],
  [
    'volumes[0].azureDisk.diskURI',
    volumes({ name: 'v', azureDisk: { kind: 'Managed', diskName: 'd', diskURI: 'https://d' } }),
  ],
  ['volumes[0].fc.lun', volumes({ name: 'v', fc: { targetWWNs: ['50060e801049cfd1'] } })],
  [
    'securityContext.seLinuxChangePolicy',
    { spec: { securityContext: { windowsOptions, seLinuxChangePolicy: 'MountOption' } } },
  ],
  [
    'securityContext.sysctls[1].name',
    {
      spec: {
        securityContext: {
          windowsOptions,
          sysctls: [
            { name: 'a.b', value: '1' },
            { name: 'a.b', value: '2' },
          ],
        },
      },
    },
  ],
])('a pod is refused at spec.%s', (path, given) => {
  const errors = errorsOf(change.parse({ id: path, words: null, source: '', ...given }));
  expect(errors.map((message) => message.split(': ')[0])).toEqual([`spec.${path}`]);
});

test.each([
  ['controller.kubernetes.io/pod-deletion-cost', '01', '-2147483647'],
  ['controller.kubernetes.io/pod-deletion-cost', '2147483648', '0'],
  ['seccomp.security.alpha.kubernetes.io/pod', 'default', 'runtime/default'],
  ['container.seccomp.security.alpha.kubernetes.io/a', 'x', 'localhost/a'],
  ['container.apparmor.security.beta.kubernetes.io/a', 'x', 'unconfined'],
])('the annotation %s may not be %s, and may be %s', (key, wrong, right) => {
  const said = (value: string) =>
    errorsOf(change.parse({ id: key, words: null, source: '', metadata: { annotations: { [key]: value } } }));
  expect(said(wrong)).toEqual([expect.stringContaining(`metadata.annotations[${key}]: Invalid value`)]);
  expect(said(right)).toEqual([]);
});

// Source: pkg/api/pod/warnings.go, pkg/api/node/util.go.
test('what the API server takes with a warning is a note', () => {
  const old = 'beta.kubernetes.io/os';
  const spec = {
    nodeSelector: { 'kubernetes.io/os': 'windows', [old]: 'windows' },
    topologySpreadConstraints: [
      { maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', topologyKey: 'failure-domain.beta.kubernetes.io/zone' },
    ],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'beta.kubernetes.io/arch', operator: 'Exists' }] }],
        },
      },
    },
  };
  const metadata = { annotations: { 'scheduler.alpha.kubernetes.io/critical-pod': '' } };
  const one = change.parse({ id: 'old', words: null, source: '', spec, metadata });
  const options = { nodes: anyNode, all: false, kubernetes: '1.34' };
  const { problems } = lint([{ file: 'a.json', text: JSON.stringify(manifestOf(one)) }], options);
  const noted = problems.filter(({ severity, rule }) => severity === 'info' && rule === 'field');
  expect(noted.map(({ message }) => message.replace(/^.*?: /, '')).sort()).toEqual([
    'beta.kubernetes.io/arch is deprecated; use kubernetes.io/arch',
    'beta.kubernetes.io/os is deprecated; use kubernetes.io/os',
    'failure-domain.beta.kubernetes.io/zone is deprecated; use topology.kubernetes.io/zone',
    'has no effect since 1.16; use priorityClassName',
    'without one it counts no pod',
  ]);
});

test('annotations of more than 256 KiB are refused', () => {
  const metadata = { annotations: { a: 'b'.repeat(262_144) } };
  const one = change.parse({ id: 'large', words: null, source: 'ValidateAnnotationsSize', metadata });
  expect(errorsOf(one)).toEqual(['metadata.annotations: Too long: at most 262144 bytes']);
});

test('what an older API server judges only of the pods of a StatefulSet is no error of the StatefulSet', () => {
  const spec = {
    serviceName: 'a',
    selector: { matchLabels: { app: 'a' } },
    template: {
      metadata: { labels: { app: 'a' } },
      spec: {
        nodeSelector: { 'kubernetes.io/os': 'windows' },
        securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } },
        containers: [{ name: 'a', image: 'r/a:1', command: ['cmd.exe'], terminationMessagePolicy: 'Never' }],
      },
    },
  };
  const text = JSON.stringify({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'a' }, spec });
  const severities = (kubernetes: string) =>
    lint([{ file: 'a.json', text }], { nodes: anyNode, all: false, kubernetes })
      .problems.filter(({ rule }) => rule === 'host-network' || rule === 'field')
      .map(({ rule, severity }) => `${rule} ${severity}`);
  // Without hostNetwork, and with a policy that there is not.
  expect(new Set(severities('1.33'))).toEqual(new Set(['host-network warn', 'field warn']));
  expect(new Set(severities('1.34'))).toEqual(new Set(['host-network error', 'field error']));
});
