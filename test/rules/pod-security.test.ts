import { describe, expect, test } from 'vitest';
import { podSecurityRules } from '../../agent/rules/pod-security.ts';
import { container, podWith, spec } from '../pod.ts';
import { hostProcessPod, lintWith } from './lint.ts';

describe('pod-security', () => {
  const judge = lintWith('pod-security');

  const pod = hostProcessPod('  containers: [{name: a}]', ', namespace: ops');
  const namespace = (labels: string) =>
    `\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ops, labels: {${labels}}}\n`;
  const enforce = 'pod-security.kubernetes.io/enforce';

  test('says what Pod Security has against it in a stricter namespace, wherever it is in the input', () => {
    expect(judge(pod + namespace(`${enforce}: baseline`))).toEqual([
      '10:8 error pods "agent" is forbidden: violates PodSecurity "baseline:latest": host namespaces, hostProcess',
    ]);
  });

  test('names each of its checks, and says that the pods of templates are refused', () => {
    const container = (name: string) => `{name: ${name}, securityContext: {windowsOptions: {hostProcess: true}}}`;
    const text = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: ops}
spec: {template: {spec: {hostNetwork: true, containers: [${container('a')}, ${container('b')}]}}}`;
    expect(judge(text + namespace(`${enforce}: restricted, ${enforce}-version: v1.29`))).toEqual([
      '4:19 error its pods are forbidden: each violates PodSecurity "restricted:v1.29": host namespaces, hostProcess, allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile',
    ]);
  });

  test.each([
    ['a privileged namespace', `${enforce}: privileged`],
    ['a namespace without a level', 'a: b'],
    ['a level that is only warned of', 'pod-security.kubernetes.io/warn: baseline'],
  ])('accepts it in %s', (_what, labels) => {
    expect(judge(pod + namespace(labels))).toEqual([]);
  });

  test('accepts a namespace that is not in the input', () => {
    expect(judge(pod)).toEqual([]);
  });
});

// Source: k8s.io/pod-security-admission policy/check_*.go at v0.34.2; a pod for Windows need not set what only Linux has.
describe('each check of Pod Security', () => {
  type Edit = NonNullable<Parameters<typeof podWith>[0]>;
  const violations = (level: string, kubernetes: number, ...edits: Edit[]): string[] => {
    const pod = podWith((object) => {
      for (const edit of edits) edit(object);
    });
    const namespaces = new Map([
      ['monitoring', { name: 'monitoring', labels: { 'pod-security.kubernetes.io/enforce': level } }],
    ]);
    const [offence] = podSecurityRules['pod-security'].judge(pod, { namespaces, kubernetes });
    return offence?.message.replace(/^.*?latest": /, '').split(', ') ?? [];
  };
  const ofPod =
    (fields: object): Edit =>
    ({ spec: { securityContext } }) =>
      void Object.assign(securityContext, fields);
  const own = (securityContext: object) => container({ securityContext });
  const volume = (source: object) => spec({ volumes: [{ name: 'v', ...source }] });
  const asks = (handler: object, of = 'livenessProbe') => container({ [of]: handler });
  const lifecycle = (handler: object) => container({ lifecycle: { preStop: handler } });

  test.each<[check: string, level: string, kubernetes: number, edit: Edit, is: boolean]>([
    ['host namespaces', 'baseline', 34, spec({ hostNetwork: false }), false],
    ['host namespaces', 'baseline', 34, spec({ hostNetwork: false, hostPID: true }), true],
    ['host namespaces', 'baseline', 34, spec({ hostNetwork: false, hostIPC: true }), true],
    ['hostPath volumes', 'baseline', 34, volume({ hostPath: { path: 'C:\\k' } }), true],
    ['hostPath volumes', 'baseline', 34, volume({ emptyDir: {} }), false],
    ['hostPath volumes', 'restricted', 34, volume({ hostPath: { path: 'C:\\k' } }), false],
    ['restricted volume types', 'restricted', 34, volume({ hostPath: { path: 'C:\\k' } }), true],
    ['restricted volume types', 'restricted', 34, volume({ nfs: {} }), true],
    ...'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'
      .split(' ')
      .map((kind): [string, string, number, Edit, boolean] => [
        ...(['restricted volume types', 'restricted', 34] as const),
        volume({ [kind]: { name: 'a', sources: [], secretName: 'a', claimName: 'a', driver: 'a' } }),
        false,
      ]),
    ['hostPort', 'baseline', 34, container({ ports: [{ containerPort: 80 }] }), false],
    ['hostPort', 'baseline', 34, container({ ports: [{ containerPort: 80, hostPort: 80 }] }), true],
    ['probe or lifecycle host', 'baseline', 34, asks({ httpGet: { host: '127.0.0.1', port: 80 } }), true],
    ['probe or lifecycle host', 'baseline', 34, asks({ tcpSocket: { host: '127.0.0.1', port: 80 } }), true],
    ['probe or lifecycle host', 'baseline', 34, asks({ tcpSocket: { port: 80 } }), false],
    ['probe or lifecycle host', 'baseline', 34, lifecycle({ httpGet: { host: '127.0.0.1', port: 80 } }), true],
    ['probe or lifecycle host', 'baseline', 33, asks({ httpGet: { host: '127.0.0.1', port: 80 } }), false],
    ['privileged', 'baseline', 34, own({ privileged: true }), true],
    ['privileged', 'baseline', 34, own({ privileged: false }), false],
    ['hostProcess', 'baseline', 34, own({}), true],
    ['allowPrivilegeEscalation != false', 'restricted', 34, own({ allowPrivilegeEscalation: false }), false],
    ['allowPrivilegeEscalation != false', 'restricted', 34, own({ allowPrivilegeEscalation: true }), true],
    ['allowPrivilegeEscalation != false', 'baseline', 34, own({}), false],
    ['unrestricted capabilities', 'restricted', 34, own({ capabilities: { drop: ['ALL'] } }), false],
    ['unrestricted capabilities', 'restricted', 34, own({ capabilities: { drop: ['NET_RAW'] } }), true],
    ['runAsNonRoot != true', 'restricted', 34, ofPod({ runAsNonRoot: true }), false],
    ['runAsNonRoot != true', 'restricted', 34, own({ runAsNonRoot: true }), false],
    ['runAsNonRoot != true', 'restricted', 34, own({ runAsNonRoot: false }), true],
    ['seccompProfile', 'restricted', 34, ofPod({ seccompProfile: { type: 'RuntimeDefault' } }), false],
    ['seccompProfile', 'restricted', 34, own({ seccompProfile: { type: 'Localhost' } }), false],
    ['seccompProfile', 'restricted', 34, own({ seccompProfile: { type: 'Unconfined' } }), true],
  ])('%s, by %s of 1.%i', (check, level, kubernetes, edit, is) => {
    expect(violations(level, kubernetes, edit).includes(check)).toBe(is);
  });

  test('is that of the container where both it and the pod say something, and each container counts', () => {
    const pod = ofPod({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    const worse = own({ runAsNonRoot: false, seccompProfile: { type: 'Unconfined' } });
    expect(violations('restricted', 34, pod, worse)).toEqual(violations('restricted', 34));
    const better = own({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
    const second: Edit = ({ spec: { containers } }) =>
      void containers.push({ ...containers[0], name: 'b', securityContext: {} });
    expect(violations('restricted', 34, better)).not.toContain('unrestricted capabilities');
    expect(violations('restricted', 34, better, second)).toContain('unrestricted capabilities');
    expect(violations('restricted', 34, better, second)).toContain('allowPrivilegeEscalation != false');
  });

  test('leaves out what only Linux has where the pod says that it is for Windows, from 1.25 on', () => {
    expect(violations('restricted', 24, spec({ os: { name: 'windows' } }))).toEqual(violations('restricted', 24));
    expect(violations('restricted', 34, spec({ os: { name: 'windows' } }))).toEqual([
      ...violations('baseline', 34),
      'runAsNonRoot != true',
    ]);
  });

  test('is that of the release that the namespace pins, as far as the API server knows it', () => {
    const at = (version: string, kubernetes: number) => {
      const labels = {
        'pod-security.kubernetes.io/enforce': 'baseline',
        'pod-security.kubernetes.io/enforce-version': version,
      };
      const namespaces = new Map([['monitoring', { name: 'monitoring', labels }]]);
      const pod = podWith(asks({ httpGet: { host: '127.0.0.1', port: 80 } }));
      const [offence] = podSecurityRules['pod-security'].judge(pod, { namespaces, kubernetes });
      return offence?.message.includes('probe or lifecycle host');
    };
    expect([at('latest', 34), at('v1.34', 34), at('v1.33', 34), at('v1.34', 33), at('v1.35', 34)]).toEqual([
      ...[true, true, false, false, true],
    ]);
  });
});
