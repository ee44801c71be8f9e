import { isShimAccount, sidName } from '../account.ts';
import { type FactError, given } from '../fact.ts';
import { type FactId, type FactValues, factIds } from '../facts/index.ts';
import type { ProcessFact } from '../facts/runtime-process.ts';
import type { Service } from '../facts/services.ts';
import { modeOf } from '../mode.ts';
import { nextShim } from '../next-shim.ts';
import type { Diagnosis, Report, Weight } from '../report.ts';
import type { Snapshot } from '../snapshot.ts';

/** What is known of a node, by what it is: "containerd account", "finding bind-filter". null: there is none. */
export type Values = Map<string, string | null>;

/**
 * What of one look matters to who asks what changed. What could not be seen is left out, and so are numbers that move by
 * themselves: process ids, times, free bytes.
 */
export interface Digest {
  values: Values;
  /** What was said of failures, by "diagnosis <signature>"; what is not there was met nowhere that was searched. */
  diagnoses: Values;
  status: Report['status'];
}

export function digest({ snapshot, report }: { snapshot: Snapshot; report: Report }): Digest {
  const facts = readFacts(snapshot);
  const values = Object.entries({
    'node name': snapshot.node,
    'hostprobe version': snapshot.tool.version,
    'hostprobe account': ownAccount(facts),
    'windows version': windowsVersion(facts),
    'containerd version': facts.runtime && given(facts.runtime.version)?.version,
    'containerd account': accountsOf(facts['runtime-process']?.containerd),
    'shim version': shimVersion(facts),
    'kubelet version': kubeletVersion(facts),
    'mode of new pods': newMode(facts),
    ...servicesOf(facts),
    ...Object.fromEntries(
      report.findings.map(({ check, status }) => [`finding ${check}`, status === 'unknown' ? undefined : status]),
    ),
    ...Object.fromEntries(factIds.map((id) => [`fact ${id}`, readWhole(snapshot, id) ? 'read' : undefined])),
  });
  return {
    values: new Map(values.flatMap(([what, value]) => (value === undefined ? [] : [[what, clip(value)]]))),
    diagnoses: new Map(
      [...Map.groupBy(report.diagnoses, ({ signature }) => signature)].map(([signature, alike]) => [
        `diagnosis ${signature}`,
        clip(showCauses(alike)),
      ]),
    ),
    status: report.status,
  };
}

type Known = { [Id in FactId]?: FactValues[Id] };

function readFacts({ facts }: Snapshot): Known {
  const known = factIds.flatMap((id) => {
    const fact = facts[id];
    return fact.ok ? [[id, fact.value]] : [];
  });
  // Each id with the value of its own fact.
  return Object.fromEntries(known) as Known;
}

const longest = 500;
const clip = (value: string | null) =>
  value === null || value.length <= longest ? value : `${value.slice(0, longest - 3)}...`;

/** The account that a shim makes for a local group has another name and SID with each container. */
function ownAccount({ identity }: Known): string | undefined {
  const user = identity && given(identity.token)?.user;
  if (user === undefined) return undefined;
  return isShimAccount(user.name?.split('\\').at(-1) ?? '') ? 'a temporary account of the shim' : sidName(user.sid);
}

function windowsVersion({ os }: Known): string | undefined {
  const version = os && given(os.version);
  if (version === undefined || version.revision === null) return undefined;
  return `${version.product}, build ${version.build}.${version.revision}`;
}

/** Accounts of processes of one name, by SID: the name for it may fail to be looked up. */
function accountsOf(processes: readonly ProcessFact[] = []): string | undefined {
  const sids = processes.map(({ account }) => given(account)?.sid);
  if (sids.length === 0 || sids.includes(undefined)) return undefined;
  return [...new Set(sids.map((sid = '') => sidName(sid)))].sort().join(', ');
}

const shimVersion = ({ 'runtime-binaries': binaries }: Known) =>
  (binaries?.shim && given(binaries.shim.version)) ?? undefined;

const kubeletVersion = ({ cluster }: Known) => (cluster?.seen && given(cluster.seen.node)?.kubeletVersion) ?? undefined;

function newMode({ runtime, 'runtime-binaries': binaries }: Known): string | null | undefined {
  if (runtime === undefined || binaries === undefined) return undefined;
  // While the shim's own version cannot be read, containerd's would stand in for it and may say otherwise.
  if (binaries.shim !== null && !binaries.shim.version.ok && mayPass(binaries.shim.version.error)) return undefined;
  const shim = nextShim({ runtime, 'runtime-binaries': binaries });
  const filter = given(binaries.bindFilter.present);
  if (shim === null || (shim.family === 'hpc' && filter === undefined)) return undefined;
  return modeOf(shim.family, filter === true);
}

function servicesOf({ services }: Known): Record<string, string | null> {
  const entries = Object.entries(services ?? {}).flatMap(([name, service]) => {
    const found = given<Service | null>(service);
    if (found === undefined) return [];
    return [
      [`service ${name} state`, found?.state ?? null],
      [`service ${name} start type`, found?.startType ?? null],
      [`service ${name} account`, found === null ? null : found.account || 'LocalSystem'],
    ];
  });
  return Object.fromEntries(entries);
}

const order: readonly Weight[] = ['confirmed', 'likely', 'possible'];

/** "containerd-account confirmed, local-group-missing possible": each cause as the heaviest of alike failures has it. */
function showCauses(diagnoses: readonly Diagnosis[]): string {
  const causes = diagnoses.flatMap((diagnosis) => diagnosis.causes);
  const shown = order.flatMap((weight, heaviness) => {
    const heavier = order.slice(0, heaviness);
    const ids = causes.filter((cause) => cause.weight === weight).map(({ id }) => id);
    const isHeavier = (id: string) => causes.some((cause) => cause.id === id && heavier.includes(cause.weight));
    return [...new Set(ids)].filter((id) => !isHeavier(id)).map((id) => `${id} ${weight}`);
  });
  return shown.length === 0 ? 'every known cause ruled out' : shown.join(', ');
}

/** Nothing of this fact failed or ran out of time: what this account is denied today it is denied tomorrow. */
function readWhole({ facts }: Snapshot, id: FactId): boolean {
  const hasFailed = (data: unknown): boolean => {
    if (data === null || typeof data !== 'object') return false;
    if ('ok' in data && data.ok === false && 'error' in data) return mayPass(data.error as FactError);
    return Object.values(data).some(hasFailed);
  };
  return facts[id].ok && !hasFailed(facts[id]);
}

const mayPass = ({ kind }: FactError) => kind === 'timeout' || kind === 'failed';
