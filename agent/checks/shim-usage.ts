import { check, pass, skip, warn } from '../check.ts';
import { evidence, ifKnown, known, mebibytes } from '../fact.ts';
import type { ProgramUsage } from '../facts/usage.ts';
import { inManifest, onCluster, onNode, shell } from '../fix.ts';
import { deletePod } from '../node/upgrade.ts';

/**
 * A shim commits some tens of MiB. Those of the threads grew to 3.7 GB: containerd#12781, containerd#7375, hcsshim#1574; the handles
 * of processes leaked before hcsshim 0.11.7: hcsshim#2217.
 */
const mostBytes = 512 * 2 ** 20;
const mostHandles = 10_000;

export const shimUsage = check({
  id: 'shim-usage',
  area: 'node',
  title: 'Memory and handles of shims',
  why: 'The shim of a pod is no part of the pod: what it commits counts against no limit, and shows only as memory of the node. Shims of pods with exec probes are known to grow until the node has none left.',
  needs: ['usage'],
  consults: ['runtime'],
  gives: ['pass', 'skip', 'warn'],
  reference: 'https://github.com/containerd/containerd/issues/7375',
  run(facts) {
    const shims = known(facts.usage.programs).filter(({ program }) => program === 'shim');
    const sandboxes = (facts.runtime && ifKnown(facts.runtime.sandboxes)) ?? [];
    const podOf = (shim: ProgramUsage) => sandboxes.find(({ id }) => id === shim.sandboxId);
    const shown = (shim: ProgramUsage) => {
      const pod = podOf(shim);
      const of = pod === undefined ? '' : ` of ${pod.namespace}/${pod.name}`;
      const since = shim.startedAt === null ? '' : `, since ${shim.startedAt}`;
      return evidence(
        `shim ${shim.pid}${of}`,
        `${mebibytes(shim.memoryBytes)} committed, ${shim.handles} handles${since}`,
      );
    };
    const [most] = shims;
    if (most === undefined) return skip('no shim runs');
    const large = shims.filter(({ memoryBytes, handles }) => memoryBytes >= mostBytes || handles >= mostHandles);
    const [first] = large;
    if (first === undefined)
      return pass(`the largest shim commits ${mebibytes(most.memoryBytes)}`, shims.slice(0, 3).map(shown));
    const pod = podOf(first);
    const of = pod === undefined ? '' : ` of ${pod.namespace}/${pod.name}`;
    const others = large.length === 1 ? '' : `, and ${large.length - 1} more`;
    return warn(
      `the shim${of} (pid ${first.pid}) commits ${mebibytes(first.memoryBytes)} and has ${first.handles} handles${others}: a shim takes some tens of MiB`,
      large.map(shown),
      [
        inManifest(
          'Replace exec probes of the pod by httpGet or tcpSocket, or ask less often: each exec leaves memory in the shim.',
        ),
        pod === undefined
          ? onNode(
              'See whose shim it is: -id is the id of its sandbox.',
              shell`Get-CimInstance Win32_Process -Filter ${`ProcessId=${first.pid}`} | Format-List CommandLine`,
            )
          : onCluster(
              'Recreate the pod, which ends its shim; a restart of containerd does not.',
              deletePod(pod),
              'Its containers end.',
            ),
      ],
    );
  },
});
