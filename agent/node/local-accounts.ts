// The groups, users and rights of this node, and what it is joined to. null: the facts do not say.
import { type Evidence, evidence } from '../fact/evidence.ts';
import { ifKnown } from '../fact.ts';
import type { AccountRight } from '../facts/accounts.ts';
import type { FactValues } from '../facts/index.ts';
import type { KnownFacts } from '../snapshot.ts';

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Whether a local group of that name exists for the shim. Not known if the list was cut before it. */
export function findLocalGroup(facts: KnownFacts, name: string): { exists: boolean; evidence: Evidence } | null {
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

/** The local user of that name; `user` null: none. */
export function findLocalUser(facts: KnownFacts, name: string): { user: LocalUser | null; evidence: Evidence } | null {
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
export function rightHolders(facts: KnownFacts, right: AccountRight): { sids: string[]; evidence: Evidence } | null {
  const sids = (facts.accounts && ifKnown(facts.accounts.rights))?.[right];
  if (sids === undefined) return null;
  return { sids, evidence: evidence(right, sids.length === 0 ? 'nobody' : sids.join(', ')) };
}

/** Whether the domain is BUILTIN, in which every Windows has its own groups, and no user. */
export const isBuiltin = (domain: string): boolean => domain.toLowerCase() === 'builtin';

/** Whether the domain before an account name means the node itself. */
export const isThisNode = (domain: string, facts: Pick<KnownFacts, 'os'>): boolean =>
  isBuiltin(domain) || domain === '.' || domain.toLowerCase() === facts.os?.hostname.toLowerCase();

/** Whether every Windows has a user of this name, so that no local group can have it. */
export const isBuiltinUser = (name: string): boolean =>
  ['administrator', 'guest', 'defaultaccount', 'wdagutilityaccount'].includes(name.toLowerCase());
