import { inManifest, onCluster, shell, verified } from '../fix.ts';
import { asList, fieldsOf } from '../manifest/path.ts';
import { containersOf, handlersOf, type Pod } from '../manifest/pod.ts';
import type { Container } from '../manifest/spec.ts';
import type { Rules } from '../rule.ts';

const label = 'pod-security.kubernetes.io/enforce';

/** The Pod Security level of the namespace. */
export const podSecurityRules = {
  'pod-security': {
    title: 'Pod Security level of the namespace',
    why: 'Pod Security admission refuses HostProcess pods in namespaces that enforce baseline or restricted: a Pod at once, the pods of a DaemonSet or Deployment later and only in an event.',
    reference: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    judge(pod, { namespaces, kubernetes }) {
      const namespace = pod.namespace === null ? undefined : namespaces.get(pod.namespace);
      const level = namespace?.labels[label];
      if (namespace === undefined || !isLevel(level)) return [];
      const version = namespace.labels[`${label}-version`] ?? 'latest';
      const minor = Number(/^v1\.(\d+)$/.exec(version)?.[1] ?? kubernetes);
      const violations = violationsOf(pod, level, Math.min(minor, kubernetes));
      if (violations.length === 0) return [];
      const refusal = `violates PodSecurity "${level}:${version}": ${violations.join(', ')}`;
      const name = pod.name === '' ? '' : ` "${pod.name}"`;
      return [
        {
          path: ['spec', 'securityContext', 'windowsOptions', 'hostProcess'],
          message:
            pod.kind === 'Pod' ? `pods${name} is forbidden: ${refusal}` : `its pods are forbidden: each ${refusal}`,
          fix: verified(shell`kubectl get namespace ${namespace.name} --show-labels`, `${label} is privileged.`, [
            onCluster(
              'Allow privileged pods in the namespace; a namespace for HostProcess pods alone is best.',
              shell`kubectl label namespace ${namespace.name} ${`${label}=privileged`} --overwrite`,
              'Every privileged pod is then admitted there.',
            ),
            inManifest(
              `Set that label in the manifest of the namespace ${namespace.name} too, which the next apply would otherwise bring back.`,
            ),
          ]),
        },
      ];
    },
  },
} satisfies Rules;

const isLevel = (level: string | undefined): level is Level => level === 'baseline' || level === 'restricted';

type Level = 'baseline' | 'restricted';

/**
 * What Pod Security admission has against a pod, in its order: the checks of baseline, then those of restricted.
 * Source: k8s.io/pod-security-admission policy/check_*.go at v0.34.2.
 * @param version the minor version of Kubernetes with the checks that apply
 */
function violationsOf(pod: Pod, level: Level, version: number): string[] {
  const all = containersOf(pod).map(({ container }) => container);
  const found = {
    ...ofBaseline(pod, all, version),
    ...(level === 'restricted' ? ofRestricted(pod, all, version) : {}),
  };
  // The volume rule of restricted replaces that of baseline.
  if ('restricted volume types' in found) found['hostPath volumes'] = false;
  return Object.entries(found).flatMap(([violation, isFound]) => (isFound ? [violation] : []));
}

type Violations = Record<string, boolean>;

type Context = Readonly<Record<string, unknown>>;

const contextOf = (container: Container): Context => container.securityContext ?? {};

function ofBaseline({ spec }: Pod, all: readonly Container[], version: number): Violations {
  const isHostProcess = (context: unknown) => fieldsOf(fieldsOf(context).windowsOptions).hostProcess === true;
  const namesHost = (container: Container) =>
    handlersOf(container).some(({ handler: { httpGet, tcpSocket } }) => httpGet?.host || tcpSocket?.host);
  return {
    'host namespaces': spec.hostNetwork === true || spec.hostPID === true || spec.hostIPC === true,
    'hostPath volumes': spec.volumes.some(({ hostPath }) => hostPath !== undefined),
    hostPort: all.some(({ ports }) => ports.some(({ hostPort }) => hostPort)),
    'probe or lifecycle host': version >= 34 && all.some(namesHost),
    privileged: all.some((one) => contextOf(one).privileged === true),
    hostProcess: isHostProcess(spec.securityContext) || all.some((one) => isHostProcess(one.securityContext)),
  };
}

/** A pod that says it is for Windows need not set what only Linux has (from 1.25 on). */
function ofRestricted({ spec }: Pod, all: readonly Container[], version: number): Violations {
  const isLinux = version < 25 || spec.os?.name !== 'windows';
  const drops = (one: Container) => asList(fieldsOf(contextOf(one).capabilities).drop).includes('ALL');
  const lacks = (field: string, isRight: (value: unknown) => boolean) => (one: Container) =>
    !isRight(contextOf(one)[field] ?? fieldsOf(spec.securityContext)[field]);
  const hasProfile = (value: unknown) => ['RuntimeDefault', 'Localhost'].includes(String(fieldsOf(value).type));
  return {
    'allowPrivilegeEscalation != false':
      isLinux && all.some((one) => contextOf(one).allowPrivilegeEscalation !== false),
    'unrestricted capabilities': isLinux && !all.every(drops),
    'restricted volume types': spec.volumes.some((volume) =>
      Object.keys(volume).some((kind) => volume[kind] !== undefined && !allowed.has(kind)),
    ),
    'runAsNonRoot != true': all.some(lacks('runAsNonRoot', (value) => value === true)),
    seccompProfile: isLinux && all.some(lacks('seccompProfile', hasProfile)),
  };
}

const allowed = new Set(
  'name configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' '),
);
