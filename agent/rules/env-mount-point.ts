import { podVariables } from '../config/pod-variables.ts';
import { removeField } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const envMountPoint: Rule = {
  id: 'env-mount-point',
  title: 'CONTAINER_SANDBOX_MOUNT_POINT in env',
  why: 'The shim sets the variable after those of the pod, so its value wins.',
  severity: 'warn',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/internal/jobcontainers/jobcontainer.go',
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) =>
      container.env.flatMap(({ name }, index) => {
        if (name.toUpperCase() !== podVariables.sandboxMountPoint) return [];
        const at = [...path, 'env', index];
        return [
          {
            path: at,
            message: `the shim sets ${podVariables.sandboxMountPoint} itself; this value is lost`,
            fix: { steps: [removeField(pod, at)] },
          },
        ];
      }),
    ),
};
