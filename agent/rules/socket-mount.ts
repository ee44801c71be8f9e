import { inManifest } from '../fix.ts';
import { removeVolume } from '../manifest/edit.ts';
import { hostPathsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const socketMount: Rule = {
  id: 'socket-mount',
  title: 'Unix sockets as volumes',
  why: 'A Unix socket cannot be mounted into a HostProcess container. The program can open its path on the host.',
  severity: 'warn',
  reference:
    'https://github.com/kubernetes/enhancements/tree/master/keps/sig-windows/1981-windows-privileged-container-support',
  judge: (pod) =>
    hostPathsOf(pod)
      .filter(({ hostPath: { type, path } }) => type === 'Socket' || /\.sock$/i.test(path))
      .map(({ name, hostPath, path }) => {
        const open = inManifest(`Let the program open ${hostPath.path} of the host itself.`);
        return told(path, `the Unix socket ${hostPath.path} cannot be mounted`, ...removeVolume(pod, name), open);
      }),
};
