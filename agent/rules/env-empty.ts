import { inManifest } from '../fix.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const envEmpty: Rule = {
  id: 'env-empty',
  title: 'Variables with an empty value',
  why: 'The shim drops variables with an empty value: the program finds them unset, or as the account has them.',
  severity: 'info',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/cmd/cmd.go',
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) =>
      container.env.flatMap(({ name, value, valueFrom }, index) => {
        if (valueFrom !== undefined || (value !== undefined && value !== '')) return [];
        return [
          {
            path: [...path, 'env', index],
            message: `the variable ${name} is empty, so the program does not get it`,
            fix: { steps: [inManifest('Remove it, or give it a value that the program takes for empty.')] },
          },
        ];
      }),
    ),
};
