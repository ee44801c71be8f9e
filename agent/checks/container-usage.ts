import { check, type FactsOf, pass, skip, warn } from '../check.ts';
import { evidence, ifKnown, known, mebibytes, type PartValue } from '../fact.ts';
import type { ContainerUsage } from '../facts/usage.ts';
import { inManifest, onCluster, yaml } from '../fix.ts';
import { deletePod } from '../node/upgrade.ts';

type Facts = FactsOf<'usage', 'runtime' | 'token' | 'os'>;
type Job = NonNullable<PartValue<ContainerUsage['job']>>;

/** From this share of a limit on the next spike may reach it. */
const nearly = 0.9;
/** Below it no program of Windows starts, and the container cannot be stopped: microsoft/Windows-Containers#482. */
const leastBytes = 8 * 2 ** 20;
/** Agents of a node take some hundred MiB; without a limit one that leaks takes the memory of all pods: windows_exporter#2128. */
const heavy = { bytes: 2 ** 30, share: 0.2 };
/** A container that was just made has no process yet. */
const settledMs = 2 * 60_000;

export const containerUsage = check({
  id: 'container-usage',
  area: 'node',
  title: 'Memory and processes of HostProcess containers',
  why: 'The memory limit of a HostProcess container is one of its job object: at it allocations fail, and Kubernetes reports nothing. A container whose job is empty runs for Kubernetes only.',
  needs: ['usage'],
  consults: ['runtime', 'token', 'os'],
  gives: ['pass', 'skip', 'warn'],
  reference: 'https://github.com/microsoft/Windows-Containers/issues/482',
  run(facts, { at }) {
    const containers = known(facts.usage.containers);
    if (containers.length === 0) return skip("no HostProcess container is in containerd's state folder");
    const problems = containers.flatMap((one) => problemOf(facts, one, at) ?? []);
    const seen = containers.flatMap((one) => {
      const job = ifKnown(one.job);
      return job ? [evidence(placeOf(one), shown(job))] : [];
    });
    const [first] = problems;
    if (first === undefined) {
      return pass(`${containers.length} HostProcess containers, none near its limit`, seen.slice(0, 10));
    }
    return warn(
      problems.map(({ says }) => says).join('; '),
      problems.map((problem) => problem.seen),
      problems.flatMap(({ steps }) => steps),
      problems.some(({ isLimit }) => isLimit) ? ['resource-limit'] : [],
    );
  },
});

const placeOf = ({ namespace, pod, name }: ContainerUsage) => `${namespace}/${pod}, container ${name}`;

function shown({ memoryBytes, memoryLimitBytes, peakMemoryBytes, processes, handles, cpuSeconds }: Job): string {
  const limit = memoryLimitBytes === null ? 'no limit' : `limit ${mebibytes(memoryLimitBytes)}`;
  return [
    `${mebibytes(memoryBytes)} committed (at most ${mebibytes(peakMemoryBytes)}, ${limit})`,
    `${processes} processes`,
    ...(handles === null ? [] : [`${handles} handles`]),
    `${Math.round(cpuSeconds)} s of processor time`,
  ].join(', ');
}

/** What is wrong with a container; null: nothing that its job shows. */
function problemOf(facts: Facts, container: ContainerUsage, at: Date) {
  // resource-limits judges hostprobe's own, as any account.
  const own = facts.token?.pod;
  if (own?.name === container.pod && own.namespace === container.namespace) return null;
  const job = ifKnown(container.job);
  if (job === undefined) return null;
  const place = placeOf(container);
  if (job === null || job.processes === 0) {
    const running = facts.runtime && ifKnown(facts.runtime.containers)?.find(({ id }) => id === container.id);
    if (running?.state !== 'running' || at.getTime() - Date.parse(running.createdAt) < settledMs) return null;
    return {
      says: `${place} runs for containerd, but ${job === null ? 'has no job object' : 'its job object has no process'}`,
      seen: evidence(place, job === null ? `no job JobContainer_${container.id}` : shown(job)),
      steps: [
        onCluster(
          'Recreate its pod.',
          deletePod({ name: container.pod, namespace: container.namespace }),
          'Its containers end, if they still run.',
        ),
      ],
      isLimit: false,
    };
  }
  const { memoryLimitBytes: limit, memoryBytes: used } = job;
  const total = facts.os?.memory.totalBytes ?? Number.POSITIVE_INFINITY;
  const why =
    limit === null
      ? used >= Math.max(heavy.bytes, heavy.share * total) &&
        `commits ${mebibytes(used)} of the ${mebibytes(total)} of the node, and no limit bounds it`
      : limit < leastBytes
        ? `has a memory limit of ${mebibytes(limit)}, less than Windows needs to start a program`
        : used >= nearly * limit &&
          `commits ${mebibytes(used)} of its limit of ${mebibytes(limit)}: beyond that allocations fail`;
  if (why === false) return null;
  return {
    says: `${place} ${why}`,
    seen: evidence(place, shown(job)),
    steps: [
      inManifest(
        `${limit === null ? 'Give container' : 'Raise the limit of container'} ${container.name}${limit === null ? ' a limit' : ', if it needs more'}; one that grows without end has a leak, so see whether a newer image has its fix, or take the one before.`,
        yaml`resources:\n  limits:\n    memory: ${Math.max(64, Math.ceil((Math.max(used, job.peakMemoryBytes) * 1.5) / 2 ** 20))}Mi`,
      ),
    ],
    isLimit: true,
  };
}
