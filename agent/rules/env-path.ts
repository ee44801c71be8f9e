import { changeText } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const envPath: Rule = {
  id: 'env-path',
  title: 'PATH in env',
  why: 'A PATH of the pod replaces that of the host, and nothing expands %PATH% or $(PATH) in it. Without System32 the tools of Windows are not found.',
  severity: 'warn',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/env.go',
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) =>
      container.env.flatMap(({ name, value }, index) => {
        if (name.toUpperCase() !== 'PATH' || value === undefined || /[\\/]system32\b/i.test(value)) return [];
        const at = [...path, 'env', index];
        return [
          {
            path: at,
            message: `this PATH replaces the PATH of the host, and does not contain System32`,
            ...changeText(pod, {
              path: [...at, 'value'],
              change: (text) => `${text.replace(/;$/, '')};${folders}`,
              say,
            }),
          },
        ];
      }),
    ),
};

const say = 'Add the folders of Windows, or remove the variable.';
const folders = 'C:\\Windows\\System32;C:\\Windows;C:\\Windows\\System32\\WindowsPowerShell\\v1.0';
