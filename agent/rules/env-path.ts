import { inManifest } from '../fix.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const envPath: Rule = {
  id: 'env-path',
  title: 'PATH in env',
  why: "A PATH of the pod replaces the host's, and no %PATH% or $(PATH) in it is expanded: without System32 the tools of Windows are not found.",
  severity: 'warn',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/env.go',
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) =>
      container.env.flatMap(({ name, value }, index) => {
        if (name.toUpperCase() !== 'PATH' || value === undefined || /[\\/]system32\b/i.test(value)) return [];
        return [
          {
            path: [...path, 'env', index],
            message: `this PATH takes the place of the host's, and has no System32`,
            fix: {
              steps: [
                inManifest(
                  'Remove it, or add C:\\Windows\\System32;C:\\Windows;C:\\Windows\\System32\\WindowsPowerShell\\v1.0 to it.',
                ),
              ],
            },
          },
        ];
      }),
    ),
};
