import { setField } from '../manifest/edit.ts';
import { containersOf, hostPathsOf, type Pod, runAsOf, textsOf } from '../manifest/pod.ts';
import type { Rule } from '../rule.ts';
import { windowsPath } from '../shim/paths.ts';
import { readRunAs } from '../shim/run-as.ts';
import { told } from './offence/told.ts';

export const accountRights: Rule = {
  id: 'account-rights',
  title: 'Accounts of programs that administer the node',
  why: 'Local Service and Network Service are no administrators: they open neither the pipe of containerd nor disks, volumes, networks and services for changes, and write nowhere below C:\\var\\lib\\kubelet. A CSI driver was tried as Local Service and taken back.',
  severity: 'warn',
  reference: 'https://github.com/kubernetes-sigs/azuredisk-csi-driver/pull/2426',
  judge: (pod) =>
    containersOf(pod).flatMap((placed) => {
      const user = runAsOf(pod, placed);
      const { kind, name } = readRunAs(user?.text ?? '');
      if (user === null || kind !== 'service' || name.toLowerCase() === 'system') return [];
      const why = needIn(pod, placed);
      if (why === null) return [];
      return [
        told(
          user.path,
          `${user.text} is no administrator, and ${why}`,
          setField(pod, user.path, 'NT AUTHORITY\\SYSTEM', 'Run it as SYSTEM, which can do anything on the node.'),
        ),
      ];
    }),
};

/** What shows that the program administers the node; null: nothing does. */
function needIn(pod: Pod, placed: ReturnType<typeof containersOf>[number]): string | null {
  const text = textsOf(placed).find((one) => administers.test(one.text))?.text;
  if (text !== undefined) return `the program uses ${administers.exec(text)?.[0]}`;
  const folder = hostPathsOf(pod)
    .map(({ hostPath }) => windowsPath(hostPath.path))
    .find((path) => ofKubelet.test(path));
  return folder === undefined ? null : `the pod mounts ${folder}`;
}

const administers =
  /pipe[\\/]+containerd|kubelet[\\/]+plugins(?:_registry)?|csi\.sock|\bNew-(?:NetFirewallRule|Service|HnsNetwork)\b/i;
const ofKubelet = /^C:\\var\\lib\\kubelet(?:\\(?:plugins|pods)|$)/i;
