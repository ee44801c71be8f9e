import { inManifest } from '../fix.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const workingDirectory: Rule = {
  id: 'working-directory',
  title: 'Meaning of workingDir',
  why: "C:\\app is the host's directory in bind mode, made there when it is missing, and the container's own elsewhere.",
  severity: 'info',
  reference: 'https://github.com/kubernetes/kubernetes/issues/112885',
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) => {
      const directory = container.workingDir;
      if (directory === undefined || directory === '' || /CONTAINER_SANDBOX_MOUNT_POINT/i.test(directory)) return [];
      return [
        {
          path: [...path, 'workingDir'],
          message: `${directory} is a directory of the host with the bind filter, and of the container without`,
          fix: {
            steps: [
              inManifest(
                'Write %CONTAINER_SANDBOX_MOUNT_POINT%\\... for a directory of the container: that is the same everywhere.',
              ),
            ],
          },
        },
      ];
    }),
};
