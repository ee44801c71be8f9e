import { onNode } from '../fix.ts';
import { linuxFieldsOf } from '../manifest/admission/linux-fields.ts';
import { forbidden, validation } from '../manifest/admission/words.ts';
import { fieldName, removeField, setField } from '../manifest/edit.ts';
import { restartUnknown } from '../node/containerd-service.ts';
import type { Rules } from '../rule.ts';
import { inheritUser, rootfsLocation } from '../shim/annotation.ts';
import { refused, told } from './offence.ts';

/** Fields and annotations that Windows, or HostProcess, does not have. */
export const fieldRules = {
  'linux-fields': {
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
  },
  'windows-fields': {
    title: 'Fields of a pod whose os.name is windows',
    why: 'The API server refuses the fields of Linux in a pod whose os.name is windows.',
    ofApi: true,
    reference: validation,
    judge: (pod) =>
      pod.spec.os?.name === 'windows'
        ? linuxFieldsOf(pod).map((path) =>
            refused(pod, path, forbidden('cannot be set for a windows pod'), removeField(pod, path)),
          )
        : [],
  },
  annotations: {
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
  },
} satisfies Rules;

const known = [inheritUser, rootfsLocation, 'microsoft.com/disable-hostprocess-container'];
