import { removeField } from '../manifest/edit.ts';
import { forbiddenIn, unsupportedIn, validation } from '../manifest/refusal/field-error.ts';
import { linuxFieldsOf } from '../manifest/refusal/linux-fields.ts';
import type { Rule } from '../rule.ts';

export const windowsFields: Rule = {
  id: 'windows-fields',
  title: 'Fields of a pod whose os.name is windows',
  why: 'The API server refuses the fields of Linux in a pod whose os.name is windows.',
  severity: 'error',
  reference: validation,
  judge(pod) {
    if (pod.spec.os?.name !== 'windows') return [];
    return linuxFieldsOf(pod).flatMap((path) => {
      const fix = { steps: [removeField(pod, path)] };
      const message = forbiddenIn(pod, path, 'cannot be set for a windows pod');
      const policy = pod.spec.securityContext?.seLinuxChangePolicy;
      if (path.at(-1) !== 'seLinuxChangePolicy' || typeof policy !== 'string' || policy === 'Recursive')
        return [{ path, message, fix }];
      // Another value needs the feature gate SELinuxMount, which is off.
      return [
        { path, message: unsupportedIn(pod, path, policy, ['Recursive']), fix },
        { path, message, fix },
      ];
    });
  },
};
