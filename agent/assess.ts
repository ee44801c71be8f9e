import { headlineOf, newPodsStart } from './assess/headline.ts';
import { outlineOf } from './assess/outline.ts';
import { type Check, type Concluded, type Finding, type FindingStatus, following, runCheck } from './check.ts';
import { hostProcess } from './checks/host-process.ts';
import { checks } from './checks/index.ts';
import { diagnose } from './diagnose.ts';
import { factIds } from './fact/ids.ts';
import { ifKnown } from './fact.ts';
import type { FactValues } from './facts/index.ts';
import type { ContainerInfo } from './facts/runtime.ts';
import { readCluster, readFacts } from './messages/cluster.ts';
import { type Diagnosis, type Report, type Status, summaryOf } from './report.ts';
import { isAlone, type KnownFacts, knownFacts, type Snapshot, schemaVersion } from './snapshot.ts';
import { toolVersion } from './version.ts';

/** Judges a snapshot. Pure: no clock, no machine; the same snapshot gives the same report. */
export function assess(snapshot: Snapshot): Report {
  const findings = findingsOf(snapshot);
  const diagnoses = diagnosesOf(snapshot);
  const facts = knownFacts(snapshot);
  return {
    schemaVersion,
    tool: { name: 'hostprobe', version: toolVersion },
    ...{ node: snapshot.node, at: snapshot.at, standIns: snapshot.standIns },
    ...judgementOf({ findings, diagnoses, healthy: newPodsStart(facts) }),
    facts: factOutcomes(snapshot),
    runtime: runtimeOf(snapshot),
    outline: outlineOf(facts),
    ...containersOf(facts.usage),
  };
}

/** The same report, where checks that this account cannot see count as not judged, and a note, as the end of support, warns. */
export function judgedStrictly(report: Report): Report {
  const findings = report.findings.map((finding): Finding => {
    if (finding.status === 'hidden') return { ...finding, status: 'unknown' };
    const { note, ...rest } = finding;
    return note === undefined ? finding : { ...rest, status: 'warn', summary: note };
  });
  return judgedAnew(report, { findings, diagnoses: report.diagnoses, healthy: report.headline });
}

/** What a report is made of; `healthy`: its headline where nothing is wrong. */
type Found = Pick<Report, 'findings' | 'diagnoses'> & { healthy: string };

/** The same report, with other findings and diagnoses. */
export const judgedAnew = (report: Report, found: Found): Report => ({ ...report, ...judgementOf(found) });

function judgementOf({ findings, diagnoses, healthy }: Found) {
  const status = statusOf(findings, diagnoses);
  const headline = headlineOf({ status, findings, diagnoses }, healthy).full;
  return { status, headline, counts: countFindings(findings), findings, summary: summaryOf(diagnoses), diagnoses };
}

/** The headline for clients that are not allowed to read the report. For a healthy node it is the whole answer. */
export const openHeadline = (report: Report): string => headlineOf(report, report.headline).open;

/**
 * What the failures in the node's own records mean. Failures of ordinary containers are left out; where only the cluster told of
 * the node, what stops its HostProcess pods counts also where it would stop any pod.
 */
function diagnosesOf(snapshot: Snapshot): Diagnosis[] {
  const facts = knownFacts(snapshot);
  const own = diagnose(readFacts(withoutPast(facts, snapshot.at)), facts).filter(({ hostProcess }) => hostProcess);
  const told = isAlone(snapshot) && facts.cluster ? diagnose(readCluster(facts.cluster), facts) : [];
  return [...own, ...told.filter(({ hostProcess }) => !hostProcess)];
}

/**
 * unhealthy: a check failed, or a failure has a confirmed cause. degraded: nothing failed, but a check warns.
 * unknown: neither, but a check could not be judged, or hostprobe could not see the node at all. healthy: all passed
 * that this account can judge.
 */
function statusOf(findings: readonly Finding[], diagnoses: readonly Diagnosis[]): Status {
  // In an ordinary container nothing was seen of the node: that says nothing against it.
  if (findings.some(({ check, status }) => check === hostProcess.id && status === 'fail')) return 'unknown';
  const has = (status: FindingStatus) => findings.some((finding) => finding.status === status);
  const isConfirmed = diagnoses.some(({ causes }) => causes.some(({ weight }) => weight === 'confirmed'));
  if (has('fail') || isConfirmed) return 'unhealthy';
  if (has('warn')) return 'degraded';
  if (has('unknown')) return 'unknown';
  return 'healthy';
}

function countFindings(findings: readonly Finding[]): Report['counts'] {
  const counts = { pass: 0, skip: 0, warn: 0, fail: 0, unknown: 0, hidden: 0 };
  for (const finding of findings) counts[finding.status] += 1;
  return counts;
}

function factOutcomes(snapshot: Snapshot): Report['facts'] {
  const entries = factIds.map((id) => {
    const { ok, ms, ...rest } = snapshot.facts[id];
    return [id, 'error' in rest ? { ok, ms, error: rest.error } : { ok, ms }];
  });
  // One entry for every fact id.
  return Object.fromEntries(entries) as Report['facts'];
}

function runtimeOf(snapshot: Snapshot): Report['runtime'] {
  const fact = snapshot.facts.runtime;
  const version = fact.ok ? ifKnown(fact.value.version) : undefined;
  return version === undefined ? null : { name: version.name, version: version.version };
}

function containersOf(usage: FactValues['usage'] | undefined): Pick<Report, 'containers'> {
  const found = usage && ifKnown(usage.containers);
  if (found === undefined) return {};
  return {
    containers: found.flatMap(({ namespace, pod, name: container, job }) => {
      const used = ifKnown(job);
      if (!used) return [];
      const { processes, cpuSeconds, memoryBytes, memoryLimitBytes, handles } = used;
      return [{ namespace, pod, container, processes, cpuSeconds, memoryBytes, memoryLimitBytes, handles }];
    }),
  };
}

/**
 * What each of the checks says about a snapshot; only these checks, if they are given. What brought others about comes first,
 * and the others point to it.
 */
export function findingsOf(snapshot: Snapshot, of: readonly Check[] = checks): Finding[] {
  const made = new Map<string, Concluded>();
  const judge = (check: Check): Concluded => {
    const finding = made.get(check.id) ?? runCheck(seesNode(snapshot) ? check : unlessAboutItself(check), snapshot);
    made.set(check.id, finding);
    return finding;
  };
  const rootOf = (check: Check): Finding | null => {
    const { status, broughtBy = [] } = judge(check);
    if (status !== 'fail' && status !== 'warn') return null;
    const before = checks.find((one) => {
      if (broughtBy.includes(one.id)) return ['fail', 'warn'].includes(judge(one).status);
      return check.follows?.includes(one.id) && judge(one).status === 'fail';
    });
    return before === undefined ? null : (rootOf(before) ?? judge(before));
  };
  const found = of.map((check) => {
    const { broughtBy: _, ...finding } = judge(check);
    const root = rootOf(check);
    return root === null ? finding : following(finding, root);
  });
  const roots = new Set(found.map(({ follows }) => follows));
  return [...found.filter(({ check }) => roots.has(check)), ...found.filter(({ check }) => !roots.has(check))];
}

/** Inside an ordinary container services, files and processes are the container's: judged as the node's they accuse it. */
function seesNode({ facts: { identity } }: Snapshot): boolean {
  return !identity.ok || !ifKnown(identity.value.silo)?.server;
}

function unlessAboutItself(check: Check): Check {
  if (check.id === hostProcess.id) return check;
  const summary = 'hostprobe sees an ordinary container and not the node; see host-process';
  return { ...check, needs: [], run: () => ({ status: 'skip', summary }) };
}

/** After such a time without a new failure a start counts as a success. */
const settledMs = 10 * 60_000;

/**
 * The facts without what a later success contradicts: what was said in logs before the programs that now run were started,
 * and how a container ended that now runs. A failure that lasts is said again: the kubelet waits for 5 minutes at most before
 * it tries a container again, and the SCM starts a program again within one.
 * Source: MaxContainerBackOff in Kubernetes pkg/kubelet/kubelet.go; containerd cmd/containerd/command/service_windows.go.
 * @param at when the facts were gathered
 */
function withoutPast(facts: KnownFacts, at: string): KnownFacts {
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
