import { containersOf, handlersOf, type Pod } from '../../manifest/pod.ts';
import { fieldsOf } from '../../manifest/refusal/object-fault.ts';
import type { Container } from '../../manifest/spec.ts';

export type Level = 'baseline' | 'restricted';

/**
 * What Pod Security admission has against a pod, in its words and its order: the checks of baseline, then those of
 * restricted. Source: k8s.io/pod-security-admission policy/check_*.go at v0.34.2.
 * @param version the minor version of Kubernetes with the checks that apply
 */
export function violationsOf(pod: Pod, level: Level, version: number): string[] {
  const all = containersOf(pod).map(({ container }) => container);
  const restricted = level === 'restricted' ? ofRestricted(pod, all) : [];
  // The volume rule of restricted replaces the hostPath rule of baseline.
  return [...ofBaseline(pod, all, { version, hasVolumes: level === 'restricted' }), ...restricted].flatMap(
    (found) => found ?? [],
  );
}

type Found = string | null;
type Context = Readonly<Record<string, unknown>>;

const contextOf = (container: Container): Context => container.securityContext ?? {};

/** `container "a"`, `containers "a", "b"`. */
const named = (noun: string, names: readonly string[]) => `${noun}${names.length === 1 ? '' : 's'} ${quoted(names)}`;
const quoted = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(', ');

/** Those of the containers that offend, in a sentence; null: none does. */
function ofContainers(all: readonly Container[], offends: (container: Container) => boolean, must: string): Found {
  const names = all.filter(offends).map(({ name }) => name);
  return names.length === 0 ? null : `${named('container', names)} ${must}`;
}
const wrap = (reason: string, detail: Found): Found => (detail === null ? null : `${reason} (${detail})`);

function ofBaseline(
  pod: Pod,
  all: readonly Container[],
  { version, hasVolumes }: { version: number; hasVolumes: boolean },
): Found[] {
  const { spec } = pod;
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field] === true);
  const paths = spec.volumes.filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => name);
  return [
    shared.length === 0 ? null : `host namespaces (${shared.map((field) => `${field}=true`).join(', ')})`,
    hasVolumes || paths.length === 0 ? null : `hostPath volumes (${named('volume', paths)})`,
    wrap('hostPort', hostPortsOf(all)),
    version < 34 ? null : wrap('probe or lifecycle host', hostsOf(all)),
    wrap(
      'privileged',
      ofContainers(all, (one) => contextOf(one).privileged === true, 'must not set securityContext.privileged=true'),
    ),
    wrap('hostProcess', hostProcessOf(pod, all)),
  ];
}

function hostPortsOf(all: readonly Container[]): Found {
  const using = all.map(({ name, ports }) => ({ name, ports: ports.flatMap(({ hostPort }) => hostPort || []) }));
  const names = using.filter(({ ports }) => ports.length > 0).map(({ name }) => name);
  if (names.length === 0) return null;
  const numbers = [...new Set(using.flatMap(({ ports }) => ports))].map(String).sort();
  const verb = names.length === 1 ? 'uses' : 'use';
  return `${named('container', names)} ${verb} hostPort${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}`;
}

function hostsOf(all: readonly Container[]): Found {
  const using = all.map((container) => ({
    name: container.name,
    hosts: handlersOf(container).flatMap(({ handler: { httpGet, tcpSocket } }) =>
      [httpGet?.host, tcpSocket?.host].flatMap((host) => host || []),
    ),
  }));
  const names = using.filter(({ hosts }) => hosts.length > 0).map(({ name }) => name);
  if (names.length === 0) return null;
  const hosts = [...new Set(using.flatMap((one) => one.hosts))].sort();
  const verb = names.length === 1 ? 'uses' : 'use';
  return `${named('container', names.sort())} ${verb} ${named('probe or lifecycle host', hosts)}`;
}

function hostProcessOf({ spec }: Pod, all: readonly Container[]): Found {
  const names = all
    .filter(({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true)
    .map(({ name }) => name);
  const who = [
    ...(spec.securityContext?.windowsOptions?.hostProcess === true ? ['pod'] : []),
    ...(names.length === 0 ? [] : [named('container', names)]),
  ];
  return who.length === 0 ? null : `${who.join(' and ')} must not set securityContext.windowsOptions.hostProcess=true`;
}

/** A pod that says it is for Windows need not set what only Linux has (from 1.25 on). */
function ofRestricted(pod: Pod, all: readonly Container[]): Found[] {
  const { spec } = pod;
  const isLinux = spec.os?.name !== 'windows';
  const drops = (one: Container) => {
    const { drop } = fieldsOf(contextOf(one).capabilities);
    return Array.isArray(drop) && drop.includes('ALL');
  };
  const lacks = (field: string, isRight: (value: unknown) => boolean) => (one: Container) => {
    const own = contextOf(one)[field];
    return !isRight(own === undefined ? fieldsOf(spec.securityContext)[field] : own);
  };
  const profiles = ['RuntimeDefault', 'Localhost'];
  const hasProfile = (value: unknown) => profiles.includes(String(fieldsOf(value).type));
  const orPod = (detail: Found) => (detail === null ? null : `pod or ${detail}`);
  return [
    !isLinux
      ? null
      : wrap(
          'allowPrivilegeEscalation != false',
          ofContainers(
            all,
            (one) => contextOf(one).allowPrivilegeEscalation !== false,
            'must set securityContext.allowPrivilegeEscalation=false',
          ),
        ),
    !isLinux
      ? null
      : wrap(
          'unrestricted capabilities',
          ofContainers(all, (one) => !drops(one), 'must set securityContext.capabilities.drop=["ALL"]'),
        ),
    volumeTypesOf(pod),
    wrap(
      'runAsNonRoot != true',
      orPod(
        ofContainers(
          all,
          lacks('runAsNonRoot', (value) => value === true),
          'must set securityContext.runAsNonRoot=true',
        ),
      ),
    ),
    !isLinux
      ? null
      : wrap(
          'seccompProfile',
          orPod(
            ofContainers(
              all,
              lacks('seccompProfile', hasProfile),
              'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"',
            ),
          ),
        ),
  ];
}

const allowedVolumes = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim'];
const allowed = new Set(['name', 'projected', 'secret', 'image', ...allowedVolumes]);

function volumeTypesOf({ spec }: Pod): Found {
  const bad = spec.volumes.flatMap((volume) => {
    const kind = Object.keys(volume).find((key) => volume[key] !== undefined && !allowed.has(key));
    return kind === undefined ? [] : [{ name: volume.name, kind }];
  });
  if (bad.length === 0) return null;
  const kinds = [...new Set(bad.map(({ kind }) => kind))].sort();
  const names = bad.map(({ name }) => name);
  const verb = names.length === 1 ? 'uses' : 'use';
  return `restricted volume types (${named('volume', names)} ${verb} ${named('restricted volume type', kinds)})`;
}
