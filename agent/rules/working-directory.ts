import { changeText } from '../manifest/edit.ts';
import { containersOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';

export const workingDirectory: Rule = {
  id: 'working-directory',
  title: 'Meaning of workingDir',
  why: 'In bind mode C:\\app is a directory of the host, which the shim creates if it is missing. In the other modes it is a directory of the container.',
  severity: 'warn',
  reference: 'https://github.com/kubernetes/kubernetes/issues/112885',
  judge: (pod) =>
    containersOf(pod).flatMap(({ container, path }) => {
      const directory = container.workingDir;
      if (directory === undefined || directory === '' || ofContainer.test(directory)) return [];
      const at = [...path, 'workingDir'];
      const inContainer = (text: string) =>
        isBelow.test(text) ? text : `%CONTAINER_SANDBOX_MOUNT_POINT%\\${text.replace(/^(?:[A-Za-z]:)?[\\/]*/, '')}`;
      const say = 'For a directory of the container, which is the same on every node, begin with the mount point.';
      return [
        {
          path: at,
          message: `${directory} is a directory of the host with the bind filter, and of the container without it`,
          ...changeText(pod, { path: at, change: inContainer, say }),
        },
      ];
    }),
};

const isBelow = /CONTAINER_SANDBOX_MOUNT_POINT/i;

/** Begun with the mount point, or with what stands there in bind mode, of which hpc-path tells. */
const ofContainer = /CONTAINER_SANDBOX_MOUNT_POINT|^(?:C:)?[\\/]+hpc(?=[\\/]|$)/i;
