import { check, pass, skip, warn } from '../check.ts';
import { evidence, mebibytes } from '../fact.ts';
import type { Limits } from '../facts/limits.ts';
import { inManifest, onNode, yaml } from '../fix.ts';

/** From this share of a limit on the next spike may reach it. */
const nearly = 0.9;

export const resourceLimits = check({
  id: 'resource-limits',
  area: 'node',
  title: "Limits of hostprobe's job object, and what it uses",
  why: 'The limits of a pod become limits of its job object and cannot be changed while it lives. At the memory limit allocations fail and the program dies, and Kubernetes reports nothing.',
  needs: ['limits'],
  gives: ['pass', 'skip', 'warn'],
  reference: 'https://kubernetes.io/docs/concepts/configuration/windows-resource-management/',
  run({ limits }) {
    const { memoryLimitBytes, peakMemoryBytes, activeProcessLimit, activeProcesses } = limits;
    if (!limits.inJob) return skip('hostprobe runs in no job, so nothing limits it');
    const seen = [
      evidence('memory limit', shownLimit(memoryLimitBytes)),
      evidence('memory limit of each process', shownLimit(limits.processMemoryLimitBytes)),
      evidence('highest memory use', peakMemoryBytes === null ? 'not known' : mebibytes(peakMemoryBytes)),
      evidence('processes', `${activeProcesses ?? 'not known'} (limit ${activeProcessLimit ?? 'none'})`),
      evidence('processor', cpuLimit(limits.cpuRate)),
    ];
    if (memoryLimitBytes !== null && peakMemoryBytes !== null && peakMemoryBytes >= nearly * memoryLimitBytes) {
      return warn(
        `the job has used ${mebibytes(peakMemoryBytes)} of its ${mebibytes(memoryLimitBytes)}: beyond that allocations fail`,
        seen,
        [
          inManifest(
            'Raise the limit in the pod: the limits of a running HostProcess container cannot be changed.',
            yaml`resources:\n  limits:\n    memory: ${Math.ceil((peakMemoryBytes * 1.5) / 2 ** 20)}Mi`,
          ),
        ],
        ['resource-limit'],
      );
    }
    if (activeProcessLimit !== null && activeProcesses !== null && activeProcesses >= activeProcessLimit) {
      return warn(
        `the job holds ${activeProcesses} processes, the most that it may have (${activeProcessLimit}): no further program can be started in it`,
        seen,
        [
          onNode(
            'Find what put hostprobe into this job, such as a service wrapper or the task scheduler, and raise the limit there: Kubernetes sets no such limit.',
          ),
        ],
        ['resource-limit'],
      );
    }
    const limited = memoryLimitBytes === null ? 'no memory limit' : `${mebibytes(memoryLimitBytes)} allowed`;
    return pass(`${limited}${peakMemoryBytes === null ? '' : `, ${mebibytes(peakMemoryBytes)} used at most`}`, seen);
  },
});

function cpuLimit(rate: Limits['cpuRate']): string {
  if (!rate.ok) return `not known: ${rate.error.message}`;
  return rate.value === null ? 'no limit' : `${rate.value / 100} % of the machine`;
}

const shownLimit = (bytes: number | null): string => (bytes === null ? 'none' : mebibytes(bytes));
