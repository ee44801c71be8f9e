import { type Fix, inImage } from '../../fix.ts';
import { setField } from '../../manifest/edit.ts';
import type { PlacedWord, Pod } from '../../manifest/pod.ts';

const words = ['powershell.exe', '-ExecutionPolicy', 'Bypass', '-File', '%CONTAINER_SANDBOX_MOUNT_POINT%\\start.ps1'];

/**
 * A script in the place of a command that cmd spoils.
 * @param list the words of the command: of a container, or of a probe or hook
 */
export function startScript(pod: Pick<Pod, 'base' | 'spec'>, list: readonly PlacedWord[]): Fix {
  const path = list[0]?.path.slice(0, -1) ?? [];
  const isExec = path.at(-2) === 'exec';
  const hasArgs = list.some((word) => word.path.at(-2) === 'args');
  const say = 'Start the script.';
  return {
    steps: [
      inImage('Put the command into a script of the image.', 'COPY start.ps1 .'),
      isExec
        ? setField(pod, path, words, say)
        : setField(pod, path.slice(0, -1), { command: words, ...(hasArgs ? { args: [] } : {}) }, say),
    ],
  };
}
