import { type FactId, factIds } from '../fact/ids.ts';
import { type FactError, ifKnown } from '../fact.ts';
import type { ProcessFact } from '../facts/runtime-process.ts';
import type { Service } from '../facts/services.ts';
import type { Change } from '../history.ts';
import type { Diagnosis, Report, Weight } from '../report.ts';
import { nextShim } from '../shim/next-shim.ts';
import { modeOf } from '../shim/paths.ts';
import { type KnownFacts, knownFacts, type Snapshot } from '../snapshot.ts';
import { isShimAccount, sidName } from '../windows/account.ts';

/** The known values of a node, by name: "containerd account", "finding bind-filter". null: none. */
export type Values = Map<string, string | null>;

export type Digest = ReturnType<typeof digest>;

/**
 * The values of one run that matter for its history. It leaves out values that could not be read, and numbers that
 * change by themselves: process ids, times, free bytes.
 */
export function digest({ snapshot, report }: { snapshot: Snapshot; report: Report }) {
  const values = Object.entries({
    'node name': snapshot.node,
    'hostprobe version': snapshot.tool.version,
    ...factValues(knownFacts(snapshot)),
    ...Object.fromEntries(
      report.findings.map(({ check, status }) => [
        `finding ${check}`,
        status === 'unknown' || status === 'hidden' ? undefined : status,
      ]),
    ),
    ...Object.fromEntries(factIds.map((id) => [`fact ${id}`, readWhole(snapshot, id) ? 'read' : undefined])),
  });
  const alike = Map.groupBy(report.diagnoses, ({ signature }) => `diagnosis ${signature}`);
  return {
    values: new Map<string, string | null>(
      values.flatMap(([what, value]) => (value === undefined ? [] : [[what, clip(value)]])),
    ),
    /** By "diagnosis <signature>"; a missing one was not found in the logs and events that were read. */
    diagnoses: new Map<string, string | null>(
      [...alike].map(([what, diagnoses]) => [what, clip(showCauses(diagnoses))]),
    ),
    status: report.status,
  };
}

const longest = 500;
const clip = (value: string | null) =>
  value === null || value.length <= longest ? value : `${value.slice(0, longest - 3)}...`;

const order: readonly Weight[] = ['confirmed', 'likely', 'possible'];

/** "containerd-account confirmed, local-group-missing possible": each cause with its highest weight among like failures. */
function showCauses(diagnoses: readonly Diagnosis[]): string {
  const causes = diagnoses.flatMap((diagnosis) => diagnosis.causes);
  const sorted = order.flatMap((weight) => causes.filter((cause) => cause.weight === weight));
  const shown = [...Map.groupBy(sorted, ({ id }) => id)].flatMap(([id, [heaviest]]) =>
    heaviest === undefined ? [] : [`${id} ${heaviest.weight}`],
  );
  return shown.length === 0 ? 'every known cause ruled out' : shown.join(', ');
}

/** No part of this fact failed or ran out of time. */
function readWhole({ facts }: Snapshot, id: FactId): boolean {
  const hasFailed = (data: unknown): boolean => {
    if (data === null || typeof data !== 'object') return false;
    if ('ok' in data && data.ok === false && 'error' in data) {
      // A part that is not ok has its error (fact.ts).
      return mayPass(data.error as FactError);
    }
    return Object.values(data).some(hasFailed);
  };
  return facts[id].ok && !hasFailed(facts[id]);
}

/** Accounts, versions, the mode and the services of a node. null: none; undefined: it could not be read. */
function factValues(facts: KnownFacts): Record<string, string | null | undefined> {
  return {
    'hostprobe account': ownAccount(facts),
    'windows version': windowsVersion(facts),
    'containerd version': facts.runtime && ifKnown(facts.runtime.version)?.version,
    'containerd account': accountsOf(facts['runtime-process']?.containerd),
    'shim version': shimVersion(facts),
    'kubelet version': kubeletVersion(facts),
    'mode of new pods': newMode(facts),
    ...servicesOf(facts),
  };
}

/** A denied value stays denied for this account; other errors may be gone in the next run. */
const mayPass = ({ kind }: FactError): boolean => kind === 'timeout' || kind === 'failed';

/** The account that a shim makes for a local group has another name and SID with each container. */
function ownAccount({ identity }: KnownFacts): string | undefined {
  const user = identity && ifKnown(identity.token)?.user;
  if (user === undefined) return undefined;
  return isShimAccount(user.name?.split('\\').at(-1) ?? '') ? 'a temporary account of the shim' : sidName(user.sid);
}

function windowsVersion({ os }: KnownFacts): string | undefined {
  const version = os && ifKnown(os.version);
  if (version === undefined || version.revision === null) return undefined;
  return `${version.product}, build ${version.build}.${version.revision}`;
}

/** The accounts of all processes with this name, as SIDs, because the look-up of a name may fail. */
function accountsOf(processes: readonly ProcessFact[] = []): string | undefined {
  const sids = processes.map(({ account }) => ifKnown(account)?.sid);
  if (sids.length === 0 || sids.includes(undefined)) return undefined;
  return [...new Set(sids.map((sid = '') => sidName(sid)))].sort().join(', ');
}

const shimVersion = ({ 'runtime-binaries': binaries }: KnownFacts) =>
  (binaries?.shim && ifKnown(binaries.shim.version)) ?? undefined;

const kubeletVersion = ({ cluster }: KnownFacts) =>
  (cluster?.seen && ifKnown(cluster.seen.node)?.kubeletVersion) ?? undefined;

function newMode({ runtime, 'runtime-binaries': binaries }: KnownFacts): string | null | undefined {
  if (runtime === undefined || binaries === undefined) return undefined;
  const shim = nextShim({ runtime, 'runtime-binaries': binaries });
  const filter = ifKnown(binaries.bindFilter.present);
  if (shim === null || (shim.family === 'hpc' && filter === undefined)) return undefined;
  return modeOf(shim.family, filter === true);
}

function servicesOf({ services }: KnownFacts): Record<string, string | null> {
  const entries = Object.entries(services ?? {}).flatMap(([name, service]) => {
    const found = ifKnown<Service | null>(service);
    if (found === undefined) return [];
    return [
      [`service ${name} state`, found?.state ?? null],
      [`service ${name} start type`, found?.startType ?? null],
      [`service ${name} account`, found === null ? null : found.account || 'LocalSystem'],
    ];
  });
  return Object.fromEntries(entries);
}

export type Difference = Pick<Change, 'what' | 'from' | 'to'>;

/** The facts that report failures: a failure is gone only if all of them were read and none reports it. */
const searched = ['fact runtime', 'fact logs', 'fact cluster'];
const weighed = factIds.map((id) => `fact ${id}`);

/**
 * What differs from the known values. A value that this run could not read counts as unchanged. A value that is read for
 * the first time is not a change, except a failure.
 * @param known the last values of earlier runs; empty: this is the first run
 */
export function compareDigests(
  known: Values,
  { values, diagnoses, status }: Digest,
): { first: Values; changes: Difference[] } {
  const first: Values = new Map();
  const changes: Difference[] = [];
  const meet = (what: string, to: string | null) => {
    const from = known.get(what);
    if (from === undefined) first.set(what, to);
    else if (from !== to) changes.push({ what, from, to });
  };
  const sees = (facts: readonly string[]) => facts.every((fact) => values.has(fact) || !known.has(fact));

  if (isSure(status, known, values)) meet('status', status);
  for (const [what, to] of values) meet(what, to);
  for (const [what, to] of diagnoses) {
    const from = known.get(what) ?? null;
    if (known.size === 0) first.set(what, to);
    else if (from === null) changes.push({ what, from, to });
    // The facts that decided a cause may be missing in this run.
    else if (sees(weighed)) meet(what, to);
  }
  if (sees(searched)) {
    for (const what of known.keys()) if (what.startsWith('diagnosis ') && !diagnoses.has(what)) meet(what, null);
  }
  return { first, changes };
}

/** A status does not count if it is better only because a bad finding could not be judged. */
function isSure(status: Digest['status'], known: Values, values: Values): boolean {
  if (status === 'unhealthy') return true;
  if (status === 'unknown') return false;
  const worse = status === 'degraded' ? ['fail'] : ['fail', 'warn'];
  return ![...known].some(
    ([what, value]) => what.startsWith('finding ') && worse.includes(value ?? '') && !values.has(what),
  );
}
