import { type FactError, ifKnown } from '../fact.ts';
import type { ProcessFact } from '../facts/runtime-process.ts';
import type { Service } from '../facts/services.ts';
import { nextShim } from '../shim/next-shim.ts';
import { modeOf } from '../shim/paths.ts';
import type { KnownFacts } from '../snapshot.ts';
import { isShimAccount, sidName } from '../windows/account.ts';

/** Accounts, versions, the mode and the services of a node. null: none; undefined: it could not be read. */
export function factValues(facts: KnownFacts): Record<string, string | null | undefined> {
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
export const mayPass = ({ kind }: FactError): boolean => kind === 'timeout' || kind === 'failed';

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
  // While the version of the shim cannot be read, containerd's would be used, which may differ.
  if (binaries.shim !== null && !binaries.shim.version.ok && mayPass(binaries.shim.version.error)) return undefined;
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
