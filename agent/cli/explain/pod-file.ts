import { podIn, whyNoPod } from '../../diagnose/pod.ts';
import { UserError } from '../../error.ts';
import type { Pod } from '../../manifest/pod.ts';
import type { Message } from '../../message.ts';
import { readText } from '../../messages/text.ts';
import { nameOfFile, readTextFile } from '../../source/saved-files.ts';

/**
 * The pod of --pod, and what its status says.
 * @throws UserError if it has no pod
 */
export async function readPodFile(path: string): Promise<{ pod: Pod; readMessages(): Message[] }> {
  const text = await readTextFile(path, '--pod must name a file');
  const input = { file: nameOfFile(path), text };
  const pod = podIn(input);
  if (pod === null) {
    throw new UserError(
      `--pod must name a file with a pod or a workload (YAML or JSON), but ${input.file} ${whyNoPod(input)}; kubectl get pod <pod> -o yaml > pod.yaml makes one`,
    );
  }
  return { pod, readMessages: () => readText(text, input.file, null) };
}
