import { type Fix, inImage } from '../../fix.ts';
import { setField } from '../../manifest/edit.ts';
import type { Path } from '../../manifest/path.ts';
import type { Pod } from '../../manifest/pod.ts';

const words = ['powershell.exe', '-ExecutionPolicy', 'Bypass', '-File', '%CONTAINER_SANDBOX_MOUNT_POINT%\\start.ps1'];

/**
 * A script in the place of a command that cmd spoils.
 * @param paths the positions of the words of the command: in a container, or in a probe or hook
 */
export function startScript(pod: Pick<Pod, 'base' | 'spec'>, paths: readonly Path[]): Fix {
  const path = paths[0]?.slice(0, -1) ?? [];
  const isExec = path.at(-2) === 'exec';
  const hasArgs = paths.some((word) => word.at(-2) === 'args');
  const say = 'Start the script.';
  return {
    steps: [
      inImage('Write the command into a file start.ps1, and copy it into the image.', 'COPY start.ps1 .'),
      isExec
        ? setField(pod, path, words, say)
        : setField(pod, path.slice(0, -1), { command: words, ...(hasArgs ? { args: [] } : {}) }, say),
    ],
  };
}

/** As `startScript`, of an offence: what else is wrong in the command is put right in the script. */
export const scriptInstead = (pod: Pick<Pod, 'base' | 'spec'>, paths: readonly Path[]) => ({
  fix: startScript(pod, paths),
  replaces: [...new Map(paths.map((path) => [path.slice(0, -1).join(), path.slice(0, -1)])).values()],
});
