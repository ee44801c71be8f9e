import { inManifest } from '../fix.ts';
import { linuxFieldsOf } from '../manifest/linux-fields.ts';
import { showPath } from '../manifest/path.ts';
import type { Rule } from '../rule.ts';

export const linuxFields: Rule = {
  id: 'linux-fields',
  title: 'Fields that only Linux has',
  why: 'Without os.name the API server lets them pass and Windows nodes ignore them; runAsUser can even leave a pod with projected volumes in ContainerCreating for ever.',
  severity: 'warn',
  reference: 'https://kubernetes.io/docs/concepts/windows/intro/#compatibility-v1-pod-spec',
  judge(pod) {
    if (pod.spec.os?.name === 'windows') return [];
    return linuxFieldsOf(pod).map((path) => ({
      path,
      message: `${showPath(path)} means nothing on Windows${
        path.at(-1) === 'runAsUser' ? ', and can keep a pod with projected volumes from starting' : ''
      }`,
      fix: { steps: [inManifest(`Remove ${path.at(-1)}.`)] },
    }));
  },
};
