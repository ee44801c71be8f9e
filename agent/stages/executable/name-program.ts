import { shell } from '../../fix/command.ts';
import { type Fix, onNode } from '../../fix.ts';
import { setField } from '../../manifest/edit.ts';
import { placeOfContainer } from '../../manifest/pod.ts';
import { programFault, programWords } from '../../shim/cmd.ts';
import { mountedFile } from '../../shim/mounted-file.ts';
import { belowRoot } from '../../shim/path-mode.ts';
import type { Search } from './located.ts';

const fromRoot =
  'For a program of the image, start it from the root of the container, with the folders that it has in the image.';

/** Names the program of this container so that it is found in every mode, with the other words of its command. */
export function nameProgram({ commandLine: { program }, container, pod }: Search): Fix {
  const path = [...placeOfContainer(pod, container), 'command'];
  const [first = '', ...rest] = container.command;
  const fault = programFault(first);
  if (fault !== null) {
    const say = 'Make each argument an item of the list, without quotation marks of its own.';
    return { steps: [setField(pod, path, [...programWords(first, fault), ...rest], say)] };
  }
  const onDrive = /^[\\/](?![\\/])/.test(program) ? `C:${program}` : program;
  const right =
    mountedFile(program, container, pod.spec)?.everywhere ??
    `%CONTAINER_SANDBOX_MOUNT_POINT%\\${belowRoot(onDrive) || '<program>'}`;
  const onHost = /^[\w.-]+$/.test(program)
    ? [onNode('For a program of the host, see whether the node has it.', shell`Get-Command ${program}`)]
    : [];
  return { steps: [setField(pod, path, [right, ...rest], fromRoot), ...onHost] };
}
