import { ifKnown } from '../fact.ts';
import type { ContainerInfo } from '../facts/runtime.ts';
import type { KnownFacts } from '../snapshot.ts';

/** After such a time without a new failure a start counts as a success. */
const settledMs = 10 * 60_000;

/**
 * The facts without what a later success contradicts: what was said in logs before the programs that now run were started,
 * and how a container ended that now runs. A failure that lasts is said again: the kubelet waits for 5 minutes at most before
 * it tries a container again, and the SCM starts a program again within one.
 * Source: MaxContainerBackOff in Kubernetes pkg/kubelet/kubelet.go; containerd cmd/containerd/command/service_windows.go.
 * @param at when the facts were gathered
 */
export function withoutPast(facts: KnownFacts, at: string): KnownFacts {
  const { logs, runtime } = facts;
  const isOver = (said: string | undefined, success: string | undefined) =>
    said !== undefined && success !== undefined && said < success && Date.parse(success) < Date.parse(at) - settledMs;
  const containers = (runtime && ifKnown(runtime.containers)) ?? [];
  const later = ({ podUid, name }: ContainerInfo) =>
    containers.find((one) => one.state === 'running' && one.podUid === podUid && one.name === name)?.createdAt;
  const left = containers.filter((one) => one.exit === null || !isOver(one.createdAt, later(one)));
  const lines = logs?.lines.filter((line) => !isOver(line.at ?? lastWritten(logs, line), startOf(facts, line))) ?? [];
  return {
    ...facts,
    ...(logs === undefined ? {} : { logs: { ...logs, lines } }),
    ...(runtime?.containers.ok ? { runtime: { ...runtime, containers: { ok: true, value: left } } } : {}),
  };
}

type Logs = NonNullable<KnownFacts['logs']>;
type Line = Logs['lines'][number];

/** A line without a time was written before its file was for the last time. */
function lastWritten({ sources }: Logs, { source }: Line): string | undefined {
  const file = sources.find((one) => one.kind === 'file' && one.path === source);
  return file?.kind === 'file' ? ifKnown(file.searched)?.modifiedAt : undefined;
}

/** When the program whose log it is, and containerd, were started, the later of both; undefined: one of them does not run. */
function startOf({ 'runtime-process': processes, os }: KnownFacts, { component }: Line): string | undefined {
  const programs = component === 'k0s' ? (['containerd'] as const) : (['containerd', component] as const);
  // Of several the first: another one may be started again and again because this one has its pipe.
  const starts = programs.flatMap((program) => {
    const times = processes?.[program].map(({ startedAt }) => ifKnown(startedAt) ?? os?.bootedAt ?? '') ?? [];
    return times.sort()[0] ?? [];
  });
  return starts.length === programs.length ? starts.sort().at(-1) : undefined;
}
