import type { Pod } from '../agent/manifest/pod.ts';
import { readManifests } from '../agent/manifest.ts';

/** A HostProcess pod that is right everywhere, as its author wrote it; `edit` changes its spec, or the whole object. */
export function manifestWith(edit: (pod: PodObject) => void = () => undefined): { file: string; text: string } {
  const object: PodObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'agent', namespace: 'monitoring' },
    spec: {
      hostNetwork: true,
      nodeSelector: { 'kubernetes.io/os': 'windows' },
      tolerations: [{ operator: 'Exists' }],
      securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } },
      containers: [
        {
          name: 'agent',
          image: 'registry.example.net/agent:1',
          command: ['%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe'],
        },
      ],
    },
  };
  edit(object);
  return { file: 'agent.json', text: JSON.stringify(object) };
}

/** The same, as it is read. */
export function podWith(edit?: (pod: PodObject) => void): Pod {
  for (const item of readManifests(manifestWith(edit))) {
    if (item.is === 'pod') return item.pod;
  }
  throw new Error('the object holds no pod');
}

interface PodObject {
  [field: string]: unknown;
  metadata: Record<string, unknown>;
  spec: {
    [field: string]: unknown;
    securityContext: { [field: string]: unknown; windowsOptions: Record<string, unknown> };
    containers: [Record<string, unknown>, ...Record<string, unknown>[]];
  };
}

/** Edits of the pod that tests name often. */
export const runAs =
  (name: string | undefined) =>
  ({ spec }: PodObject): void => {
    spec.securityContext.windowsOptions.runAsUserName = name;
  };
export const command =
  (...words: string[]) =>
  ({ spec }: PodObject): void => {
    spec.containers[0].command = words;
  };
export const container =
  (fields: Record<string, unknown>) =>
  ({ spec }: PodObject): void => {
    Object.assign(spec.containers[0], fields);
  };
export const spec =
  (fields: Record<string, unknown>) =>
  (pod: PodObject): void => {
    Object.assign(pod.spec, fields);
  };
/** A hostPath at a mountPath. */
export const mount =
  (path: string, mountPath: string) =>
  (pod: PodObject): void => {
    pod.spec.volumes = [{ name: 'data', hostPath: { path } }];
    pod.spec.containers[0].volumeMounts = [{ name: 'data', mountPath }];
  };
export const annotated =
  (annotations: Record<string, string>) =>
  ({ metadata }: PodObject): void => {
    metadata.annotations = annotations;
  };
