import { shell } from '../fix/command.ts';
import { onNode, type Step } from '../fix.ts';

/**
 * Lets an account read the token of one pod. The right is on the folder of its volumes, and is removed with it when the pod is
 * deleted.
 * @param pod its UID; null: not known
 */
export function grantTokenRead(account: string, pod: string | null): Step[] {
  const volumes = `C:\\var\\lib\\kubelet\\pods\\${pod ?? '<pod uid>'}\\volumes\\kubernetes.io~projected`;
  const find = pod === null ? '; <pod uid> is metadata.uid of the pod' : '';
  return [
    onNode(`See who may read the token of the pod${find}.`, shell`icacls.exe ${volumes}`),
    onNode(
      `If it must not run as SYSTEM, let its account read this folder only; a pod that replaces it needs the same again${find}.`,
      shell`icacls.exe ${volumes} /grant ${`${account}:(OI)(CI)RX`}`,
      'Everything that runs as this account can then use the token of the pod; the same command with /remove:g and the account alone takes the right away.',
    ),
  ];
}
