import { inManifest } from '../fix.ts';
import { removeVolume } from '../manifest/edit.ts';
import { hostPathsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { told } from './offence/told.ts';

export const namedPipeMount: Rule = {
  id: 'named-pipe-mount',
  title: 'Named pipes as volumes',
  why: 'The shim refuses to mount named pipes into HostProcess containers, which can open the named pipes of the host.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/mounts.go',
  judge: (pod) =>
    hostPathsOf(pod)
      .filter(({ hostPath }) => /^[\\/]{2}\.[\\/]pipe[\\/]/i.test(hostPath.path))
      .map(({ name, hostPath, path }) => {
        const open = inManifest(`Let the program open ${hostPath.path.replaceAll('/', '\\')} of the host itself.`);
        return told([...path, 'path'], message, ...removeVolume(pod, name), open);
      }),
};

const message = 'named pipe mounts not supported for job containers - interact with the pipe directly';
