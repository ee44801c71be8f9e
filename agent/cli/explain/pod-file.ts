import { podIn } from '../../diagnose/pod-in.ts';
import { UserError } from '../../error.ts';
import type { Pod } from '../../manifest/pod.ts';
import type { Message } from '../../message.ts';
import { readText } from '../../messages/text.ts';
import { readManifestFiles } from '../../source/manifests.ts';

/**
 * The pod of --pod, and what its status says.
 * @throws UserError if there is none
 */
export async function readPodFile(path: string): Promise<{ pod: Pod; readMessages(): Message[] }> {
  const [input = { file: path, text: '' }] = await readManifestFiles([path], '--pod must name a file');
  const pod = podIn(input);
  if (pod === null) {
    throw new UserError(
      `--pod must name a file with a pod or a workload (YAML or JSON), but ${input.file} has none; kubectl get pod <pod> -o yaml > pod.yaml makes one`,
    );
  }
  return { pod, readMessages: () => readText(input.text, input.file, null) };
}
