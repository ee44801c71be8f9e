import { leastAccount, onCluster, onNode, orSystem } from '../fix.ts';
import { setField } from '../manifest/edit.ts';
import { runAsNamesOf } from '../manifest/pod.ts';
import { isBuiltinUser } from '../node/local-accounts.ts';
import { volumeNodes } from '../node/new-pod.ts';
import type { Rule } from '../rule.ts';
import { readRunAs } from '../shim/run-as.ts';
import { told } from './offence/told.ts';

export const localGroup: Rule = {
  id: 'local-group',
  title: 'Local group as runAsUserName',
  why: 'The shim of containerd 1.6 does not know local groups. It treats the name as a user, whose log-on fails.',
  severity: 'error',
  reference: 'https://github.com/microsoft/hcsshim/pull/1286',
  holds: volumeNodes,
  judge: (pod) =>
    runAsNamesOf(pod)
      .filter(({ text }) => readRunAs(text).kind === 'bare' && !isBuiltinUser(text))
      .map(({ text, path }) =>
        told(
          path,
          `the shim treats the local group ${text} as a user`,
          setField(pod, path, leastAccount, `Use a system account, such as this one; ${orSystem}.`),
          onNode('Or keep the group, and upgrade containerd and its shim together to 1.7 or newer.'),
          onCluster(
            'After that upgrade, see that CONTAINER-RUNTIME of every node is containerd://1.7 or newer, and lint with --containerd 1.7.',
            'kubectl get nodes -l kubernetes.io/os=windows -o wide',
          ),
        ),
      ),
};
