import { check, pass, podsKnown, warn } from '../check.ts';
import { evidence, ifKnown } from '../fact.ts';
import { compact, onCluster, shell, words } from '../fix.ts';
import { meantProcess, restartKubelet } from '../node/containerd-service.ts';
import { kubeletVersion } from '../node/kubernetes.ts';

/** deletionTimestamp has the grace period in it; the kubelet tries to remove volumes again every two minutes. */
const settledMs = 10 * 60_000;
/** kubernetes/kubernetes#138367: before 1.37 the kubelet of Windows keeps a handle of each subPath but the last. */
const fixedIn = '1.37';

export const terminatingPods = check({
  id: 'terminating-pods',
  area: 'node',
  title: 'HostProcess pods that are being deleted',
  why: 'A pod that stays in Terminating holds its name, its ports and its volumes, and its DaemonSet makes no new one. On Windows an open handle is enough: the kubelet cannot remove a volume that somebody has open.',
  needs: ['cluster'],
  consults: ['runtime-process', 'services'],
  gives: ['pass', 'warn'],
  reference: 'https://github.com/kubernetes/kubernetes/issues/112630',
  run(facts, { at }) {
    const pods = podsKnown(facts.cluster);
    const late = pods.filter(({ deletedAt }) => deletedAt != null && at.getTime() - Date.parse(deletedAt) > settledMs);
    const [first] = late;
    const { process: kubelet, others: notMeant } = meantProcess(facts, 'kubelet');
    const started = kubelet && ifKnown(kubelet.startedAt);
    if (first === undefined)
      return pass(`none of ${pods.length} HostProcess pods is being deleted for long`, [
        evidence('pods', pods.map(({ name }) => name).join(', ')),
      ]);
    const withSubPaths = late.filter(({ subPaths = 0 }) => subPaths > 1);
    const others = late.length === 1 ? '' : ` and ${late.length - 1} more`;
    const why =
      withSubPaths.length === 0
        ? ''
        : `. It mounts ${withSubPaths[0]?.subPaths} subPaths: kubelets before ${fixedIn} keep their handles, and cannot remove the volume`;
    return warn(
      `${first.namespace}/${first.name}${others} should have ended at ${first.deletedAt}, and is still Terminating${why}`,
      [
        ...late.map(({ namespace, name, deletedAt, containers }) => {
          const states = containers.map((one) => `${one.name} ${one.state?.kind ?? 'unknown'}`).join(', ');
          return evidence(`${namespace}/${name}`, `to end at ${deletedAt}; ${states}`);
        }),
        evidence('kubelet', kubeletVersion(facts) ?? 'not known'),
        ...(started ? [evidence('kubelet runs, and may hold handles, since', started)] : []),
        ...notMeant,
      ],
      compact(
        restartKubelet(
          facts.services,
          'Restart the kubelet, which closes the handles that it holds; pods keep running.',
        ),
        onCluster(
          'If the pod stays, remove it from the API.',
          shell`kubectl delete pod ${words`${first.name} -n ${first.namespace}`} --force --grace-period=0`,
          'A program of it that still runs goes on, and nobody watches it.',
        ),
        withSubPaths.length !== 0 &&
          onCluster(`So that it does not come again, update the kubelet to ${fixedIn}, or mount one subPath at most.`),
      ),
    );
  },
});
