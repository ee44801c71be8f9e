import { removeField } from '../manifest/edit.ts';
import { variablesOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const envEmpty: Rule = {
  id: 'env-empty',
  title: 'Variables with an empty value',
  why: 'The shim drops variables with an empty value. In the program they are unset, or have the value that the account has for them.',
  severity: 'info',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/cmd/cmd.go',
  judge: (pod) =>
    variablesOf(pod)
      .filter(({ variable: { value = '', valueFrom } }) => valueFrom === undefined && value === '')
      .map(({ variable: { name }, path }) => {
        const step = removeField(pod, path, ', or give it a value that the program treats as empty');
        return told(path, `the variable ${name} is empty, so the shim drops it`, step);
      }),
};
