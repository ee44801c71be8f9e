import { linuxFieldsOf } from '../manifest/admission/linux-fields.ts';
import { forbidden, validation } from '../manifest/admission/words.ts';
import { removeField } from '../manifest/edit.ts';
import type { Rule } from '../rule.ts';
import { refused } from './offence/told.ts';

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
