import { onCluster, onNode } from '../fix.ts';
import { structNamed } from '../manifest/admission/fields.ts';
import { linuxFieldsOf } from '../manifest/admission/linux-fields.ts';
import { forbidden, unknownField, validation } from '../manifest/admission/words.ts';
import { fieldName, removeField, setField } from '../manifest/edit.ts';
import type { Path } from '../manifest/path.ts';
import { isMap } from '../manifest/value.ts';
import { restartUnknown } from '../node/containerd-service.ts';
import type { Rule } from '../rule.ts';
import { inheritUser, rootfsLocation } from '../shim/annotation.ts';
import { refused, told } from './offence.ts';

export const fieldVersions: Rule = {
  id: 'field-versions',
  title: 'Fields that this Kubernetes knows',
  why: 'An API server refuses fields that are newer than itself, and those that it no longer has, as kubectl asks it to; without strict validation it drops them.',
  severity: 'error',
  reference: 'https://github.com/kubernetes/api/blob/v0.36.0/core/v1/types.go',
  judge: (pod, { kubernetes }) =>
    fieldsIn(pod.spec, 'PodSpec', kubernetes).map(({ path: inner, since, until }) => {
      const path = ['spec', ...inner];
      const isGone = kubernetes > until;
      const known = isGone ? `had it until Kubernetes 1.${until}` : `knows it since Kubernetes 1.${since}`;
      const upgrade = onCluster(`To keep it, upgrade the cluster to Kubernetes 1.${since} or newer.`);
      return {
        path,
        message: `${unknownField([...pod.base, ...path])}: the API server ${known}`,
        fix: { steps: isGone ? [removeField(pod, path)] : [removeField(pod, path), upgrade] },
      };
    }),
};

/** The outermost fields that a version does not have. */
function fieldsIn(value: unknown, type: string, kubernetes: number): { path: Path; since: number; until: number }[] {
  if (type.startsWith('[]') && Array.isArray(value)) {
    return value.flatMap((item, index) => below(index, fieldsIn(item, type.slice(2), kubernetes)));
  }
  const struct = structNamed(type);
  if (struct === null || !isMap(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = struct.get(name);
    if (field === undefined) return [];
    const { type: of, since, until } = field;
    if (kubernetes < since || kubernetes > until) return [{ path: [name], since, until }];
    return below(name, fieldsIn(inner, of, kubernetes));
  });
}

const below = (step: string | number, found: ReturnType<typeof fieldsIn>) =>
  found.map((one) => ({ ...one, path: [step, ...one.path] }));

export const linuxFields: Rule = {
  id: 'linux-fields',
  title: 'Fields that only Linux has',
  why: 'Without os.name the API server accepts them, and Windows nodes ignore them. runAsUser can even keep a pod with projected volumes in ContainerCreating.',
  severity: 'warn',
  reference: 'https://kubernetes.io/docs/concepts/windows/intro/#compatibility-v1-pod-spec',
  judge(pod) {
    if (pod.spec.os?.name === 'windows') return [];
    return linuxFieldsOf(pod).map((path) => {
      const more = path.at(-1) === 'runAsUser' ? ', and it can keep a pod with projected volumes from starting' : '';
      return told(path, `Windows nodes ignore ${fieldName(pod, path)}${more}`, removeField(pod, path));
    });
  },
};

export const windowsFields: Rule = {
  id: 'windows-fields',
  title: 'Fields of a pod whose os.name is windows',
  why: 'The API server refuses the fields of Linux in a pod whose os.name is windows.',
  severity: 'error',
  reference: validation,
  judge: (pod) =>
    pod.spec.os?.name === 'windows'
      ? linuxFieldsOf(pod).map((path) =>
          refused(pod, path, forbidden('cannot be set for a windows pod'), removeField(pod, path)),
        )
      : [],
};

export const ephemeralContainers: Rule = {
  id: 'ephemeral-containers',
  title: 'Ephemeral containers in a manifest',
  why: 'The API server refuses ephemeral containers in a new pod and in a pod template: kubectl debug adds them to a running pod.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    // A pod that has a node runs already, such as one that kubectl get printed: its containers may stay.
    const isRunning = pod.kind === 'Pod' && pod.spec.nodeName !== undefined;
    if (pod.spec.ephemeralContainers.length === 0 || isRunning) return [];
    const path = ['spec', 'ephemeralContainers'];
    const isPod = pod.base.length === 0;
    const words = forbidden(isPod ? 'cannot be set on create' : 'ephemeral containers not allowed in pod template');
    return [refused(pod, path, words, removeField(pod, path))];
  },
};

export const annotations: Rule = {
  id: 'annotations',
  title: 'Annotations for the shim',
  why: 'containerd passes an annotation to the shim only if pod_annotations of the runtime lists it. By default it lists none of these.',
  severity: 'warn',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/pkg/annotations/annotations.go',
  judge: (pod) =>
    Object.entries(pod.annotations).flatMap(([key, value]) => {
      const path = ['metadata', 'annotations', key];
      if (key === 'microsoft.com/hostprocess-mount-behavior') {
        return [told(path, `no shim has ever known ${key}`, removeField(pod, path))];
      }
      if (!known.includes(key)) return [];
      const offence = told(
        path,
        `containerd does not pass ${key} to the shim, unless its configuration lists it`,
        removeField(pod, path, ', unless the pod needs it'),
        onNode(`To keep it, add ${key} to pod_annotations of the runtime in containerd's config.toml on each node.`),
        {
          ...restartUnknown,
          say: `After that change, r${restartUnknown.say.slice(1)}`,
        },
      );
      if (key !== rootfsLocation || value.endsWith('\\')) return [offence];
      const cut = told(
        path,
        `the shim cuts off the last character of ${value} where it puts the path into commands`,
        setField(pod, path, `${value}\\`, 'End the path with a backslash.'),
      );
      return [offence, cut];
    }),
};

const known = [inheritUser, rootfsLocation, 'microsoft.com/disable-hostprocess-container'];
