// What the facts of a node say about a cause. null: the facts do not tell.
import { type Evidence, evidence } from '../check.ts';
import { ifKnown } from '../fact.ts';
import type { AccountRight } from '../facts/accounts.ts';
import type { FactValues } from '../facts/index.ts';
import type { Account, ProcessFact } from '../facts/runtime-process.ts';
import { type Mode, modeOf, showMode } from '../shim/mode.ts';
import { nextShim } from '../shim/next-shim.ts';
import { containerdOf, type ShimFamily } from '../shim/version.ts';
import type { KnownFacts } from '../snapshot.ts';
import { localSystem, mayLogOn, serviceAccountSid, showAccount, showServiceAccount } from '../windows/account.ts';
import { containerdProcesses, type Starter, starterOf } from './containerd-service.ts';

/** With less space on its disk a layer can hardly be mounted and written to. Our own choice: Windows names no number. */
export const fewFreeBytes = 2 ** 30;

/** The account that containerd runs as. */
export interface ContainerdAccount {
  /** null: an ordinary account whose SID the configuration does not tell. */
  sid: string | null;
  evidence: Evidence[];
  /** When the process that runs now was started; null when only the configuration is known. */
  startedAt: string | null;
  /**
   * A process runs whose account could not be read, and the configuration may not be the one that it was started with:
   * `changed` since its start, or `untold`. null: the account is that of the process, or none runs.
   */
  hidden: 'changed' | 'untold' | null;
}

/** The service that starts containerd here. */
export const containerdStarter = (facts: KnownFacts): Starter | null =>
  facts.services === undefined ? null : (ifKnown(starterOf(facts.services)) ?? null);

/** The account by the process, which makes the tokens, else by the configuration of the service. */
export function containerdAccount(facts: KnownFacts): ContainerdAccount | null {
  const starter = containerdStarter(facts);
  const all = facts['runtime-process']?.containerd ?? [];
  const processes = containerdProcesses(starter, all);
  const known = processes.flatMap((process) =>
    process.account.ok ? [{ process, account: process.account.value }] : [],
  );
  const configured = starter === null ? [] : [configuredEvidence(starter)];
  const runs = known.find(({ account }) => !mayLogOn(account.sid)) ?? known[0];
  if (runs !== undefined) {
    return {
      sid: runs.account.sid,
      evidence: [accountEvidence(runs.process, runs.account), ...configured],
      startedAt: ifKnown(runs.process.startedAt) ?? null,
      hidden: null,
    };
  }
  if (starter === null) return null;
  const seen = processes.map(({ pid }) => evidence(`account of containerd.exe (pid ${pid})`, 'not readable'));
  const sid = serviceAccountSid(starter.service.account);
  const [process] = processes;
  if (process === undefined) return { sid, evidence: configured, startedAt: null, hidden: null };
  const startedAt = ifKnown(process.startedAt) ?? facts.os?.bootedAt ?? null;
  const writtenAt = (starter.service.configuredAt && ifKnown(starter.service.configuredAt)) ?? null;
  const times =
    startedAt === null || writtenAt === null
      ? []
      : [evidence('configuration written at', writtenAt), evidence('containerd started at', startedAt)];
  const hidden =
    times.length === 0 ? 'untold' : Date.parse(`${writtenAt}`) < Date.parse(`${startedAt}`) ? null : 'changed';
  return { sid, evidence: [...configured, ...seen, ...times], startedAt, hidden };
}

const accountEvidence = ({ pid }: ProcessFact, account: Account) =>
  evidence(`account of containerd.exe (pid ${pid})`, showAccount(account));

const configuredEvidence = ({ service }: Starter) =>
  evidence(`account of the service ${service.name} (configured)`, showServiceAccount(service.account));

/** Whether containerd is known to run as LocalSystem, and did so already at that time. */
export function ranAsSystem({ sid, hidden, startedAt }: ContainerdAccount, at: string | undefined): boolean {
  if (sid !== localSystem || hidden !== null) return false;
  return at === undefined || startedAt === null || Date.parse(startedAt) <= Date.parse(at);
}

const untold = { ok: false, error: { kind: 'unsupported', message: 'not among these facts' } } as const;
const noRuntime: FactValues['runtime'] = {
  endpoint: '',
  endpointFrom: 'default',
  connection: 'absent',
  version: untold,
  status: untold,
  sandboxes: untold,
  containers: untold,
};
const noBinaries: FactValues['runtime-binaries'] = {
  containerd: null,
  shim: null,
  bindFilter: { path: '', present: untold, modifiedAt: null },
  config: untold,
  log: { to: 'unknown', path: null },
};

/** The release of containerd on this node. */
export const containerdRelease = (facts: KnownFacts): ReturnType<typeof containerdOf> =>
  containerdOf(aboutContainerd(facts));

const aboutContainerd = ({ runtime, 'runtime-binaries': binaries, cluster }: KnownFacts) => ({
  runtime: runtime ?? noRuntime,
  'runtime-binaries': binaries ?? noBinaries,
  ...(cluster === undefined ? {} : { cluster }),
});

/** The generation of the shim that a new pod gets. */
export function shimFamily(facts: KnownFacts): { family: ShimFamily; evidence: Evidence } | null {
  const shim = nextShim(aboutContainerd(facts));
  return shim === null ? null : { family: shim.family, evidence: evidence(`version of ${shim.from}`, shim.version) };
}

/** The mode that a new pod gets. */
export function newMode(facts: KnownFacts): { mode: Mode; evidence: Evidence } | null {
  const shim = shimFamily(facts);
  const filter = facts['runtime-binaries'] && ifKnown(facts['runtime-binaries'].bindFilter.present);
  if (shim === null || (shim.family === 'hpc' && filter === undefined)) return null;
  const mode = modeOf(shim.family, filter === true);
  return mode === null ? null : { mode, evidence: evidence('a new pod gets', showMode(mode)) };
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Whether a local group of that name exists for the shim. Not known where the list was cut before it. */
export function localGroup(facts: KnownFacts, name: string): { exists: boolean; evidence: Evidence } | null {
  const groups = facts.accounts && ifKnown(facts.accounts.groups);
  if (groups === undefined) return null;
  const group = groups.find((one) => same(one.name, name));
  if (group === undefined && facts.accounts?.truncated.includes('groups')) return null;
  const exists = group !== undefined;
  if (exists && group.found !== undefined && ifKnown(group.found) === false) {
    const value = 'is listed, but NetLocalGroupGetInfo, with which the shim looks for it, does not find it';
    return { exists: false, evidence: evidence(`local group "${name}"`, value) };
  }
  return { exists, evidence: evidence(`local group "${name}"`, exists ? 'exists' : 'does not exist') };
}

/** Names of the local groups, for suggestions. */
export const localGroups = (facts: KnownFacts): string[] =>
  (facts.accounts && ifKnown(facts.accounts.groups))?.map((group) => group.name) ?? [];

type LocalUser = Extract<FactValues['accounts']['users'], { ok: true }>['value'][number];

/** The local user of that name; `user` null: there is none. */
export function localUser(facts: KnownFacts, name: string): { user: LocalUser | null; evidence: Evidence } | null {
  const users = facts.accounts && ifKnown(facts.accounts.users);
  if (users === undefined) return null;
  const user = users.find((one) => same(one.name, name)) ?? null;
  if (user === null && facts.accounts?.truncated.includes('users')) return null;
  return { user, evidence: evidence(`local user "${name}"`, user === null ? 'does not exist' : 'exists') };
}

/** What the node is joined to. */
export function join(facts: KnownFacts): { kind: 'none' | 'workgroup' | 'domain'; evidence: Evidence } | null {
  const joined = facts.accounts && ifKnown(facts.accounts.join);
  if (joined === undefined || joined.kind === 'unknown') return null;
  return { kind: joined.kind, evidence: evidence('this node is joined to', `${joined.kind} ${joined.name}`.trim()) };
}

/** Who holds an account right directly. */
export function holders(facts: KnownFacts, right: AccountRight): { sids: string[]; evidence: Evidence } | null {
  const sids = (facts.accounts && ifKnown(facts.accounts.rights))?.[right];
  if (sids === undefined) return null;
  return { sids, evidence: evidence(right, sids.length === 0 ? 'nobody' : sids.join(', ')) };
}

/** The version of the API server, such as v1.33.4. */
export const clusterVersion = ({ cluster }: KnownFacts): string | null =>
  (cluster?.seen && ifKnown(cluster.seen.version)) ?? null;

/** The version of the node's kubelet, such as v1.31.2; it may be older than the API server. */
export const kubeletVersion = ({ cluster }: KnownFacts): string | null =>
  (cluster?.seen && ifKnown(cluster.seen.node)?.kubeletVersion) || null;

/** Shows how the kubelet was started, also where a wrapper such as nssm starts it. */
export const showKubelet = `(Get-CimInstance Win32_Process -Filter "Name='kubelet.exe'").CommandLine`;

/** How the kubelet was started. */
export const kubeletCommandLines = (facts: Pick<KnownFacts, 'services' | 'runtime-process'>): string[] =>
  [
    ...(facts['runtime-process']?.kubelet ?? []).map((process) => ifKnown(process.commandLine)),
    facts.services && ifKnown(facts.services.kubelet)?.commandLine,
  ].filter((line) => line !== undefined);
