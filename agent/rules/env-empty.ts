import { removeField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const envEmpty: Rule = {
  id: 'env-empty',
  title: 'Variables with an empty value',
  why: 'The shim drops variables with an empty value. In the program they are unset, or have the value that the account has for them.',
  severity: 'info',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/cmd/cmd.go',
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) =>
      container.env.flatMap(({ name, value, valueFrom }, index) => {
        if (valueFrom !== undefined || (value !== undefined && value !== '')) return [];
        const at = [...path, 'env', index];
        return [
          {
            path: at,
            message: `the variable ${name} is empty, so the shim drops it`,
            fix: { steps: [removeField(pod, at, ', or give it a value that the program treats as empty')] },
          },
        ];
      }),
    ),
};
