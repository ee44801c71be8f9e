import { check, evidence } from '../check.ts';
import type { Limits } from '../facts/limits.ts';
import { unsplit } from '../fix.ts';

/** From this share of a limit on the next spike may reach it. */
const nearly = 0.9;

export const resourceLimits = check({
  id: 'resource-limits',
  area: 'node',
  title: 'Limits of the job against what it uses',
  why: 'The limits of a pod become limits of its job object and cannot be changed while it lives. At the memory limit allocations fail and the program dies without a word from Kubernetes.',
  needs: ['limits'],
  reference: 'https://kubernetes.io/docs/concepts/configuration/windows-resource-management/',
  run({ limits }) {
    const { memoryLimitBytes, peakMemoryBytes, activeProcessLimit, activeProcesses } = limits;
    if (!limits.inJob) return { status: 'skip', summary: 'hostprobe runs in no job, so nothing limits it' };
    const seen = [
      evidence('memory limit', limitInMiB(memoryLimitBytes)),
      evidence('memory limit of each process', limitInMiB(limits.processMemoryLimitBytes)),
      evidence('highest memory use', peakMemoryBytes === null ? 'not told' : inMiB(peakMemoryBytes)),
      evidence('processes', `${activeProcesses ?? 'not told'} (limit ${activeProcessLimit ?? 'none'})`),
      evidence('processor', cpuLimit(limits.cpuRate)),
    ];
    if (memoryLimitBytes !== null && peakMemoryBytes !== null && peakMemoryBytes >= nearly * memoryLimitBytes) {
      return {
        status: 'warn',
        summary: `the job has used ${inMiB(peakMemoryBytes)} of its ${inMiB(memoryLimitBytes)}: beyond that allocations fail`,
        evidence: seen,
        fix: unsplit(
          `Raise resources.limits.memory in the pod, for example to ${Math.ceil((peakMemoryBytes * 1.5) / 2 ** 20)}Mi, and recreate it: limits of a running HostProcess container cannot be changed.`,
        ),
        causes: ['resource-limit'],
      };
    }
    if (activeProcessLimit !== null && activeProcesses !== null && activeProcesses >= activeProcessLimit) {
      return {
        status: 'warn',
        summary: `the job holds ${activeProcesses} processes and may hold ${activeProcessLimit}: no further program can be started in it`,
        evidence: seen,
        fix: unsplit(
          'Kubernetes sets no such limit: see what put hostprobe into this job (a service wrapper, a task scheduler, another job around it) and raise it there.',
        ),
        causes: ['resource-limit'],
      };
    }
    const limited = memoryLimitBytes === null ? 'no memory limit' : `${inMiB(memoryLimitBytes)} allowed`;
    return {
      status: 'pass',
      summary: `${limited}${peakMemoryBytes === null ? '' : `, ${inMiB(peakMemoryBytes)} used at most`}`,
      evidence: seen,
    };
  },
});

function cpuLimit(rate: Limits['cpuRate']): string {
  if (!rate.ok) return `not told: ${rate.error.message}`;
  return rate.value === null ? 'no limit' : `${rate.value / 100} % of the machine`;
}

const inMiB = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
const limitInMiB = (bytes: number | null): string => (bytes === null ? 'none' : inMiB(bytes));
