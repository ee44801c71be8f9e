import type { PartValue } from '../fact.ts';
import { type AccountRight, type AccountsFact, accountRight } from '../facts/accounts.ts';
import type { Host } from '../host.ts';
import { type Probe, partOf } from '../probe.ts';
import { isShimAccount } from '../windows/account.ts';

/** A member server has about thirty groups and a few users; a domain controller has all that are in the domain. */
const most = { groups: 100, members: 100, users: 500 };

type Group = PartValue<AccountsFact['groups']>[number];

/** Each of these may wait for a domain controller. */
const partDeadlineMs = 5_000;
/** Shorter than the deadline of the part, so that one slow group does not lose the others. */
const membersDeadlineMs = 4_000;

export const accounts: Probe<'accounts'> = {
  deadlineMs: 6_000,
  async read(host) {
    const truncated = new Set<AccountsFact['truncated'][number]>();
    const bounded = <T>(what: AccountsFact['truncated'][number], list: T[]): T[] => {
      if (list.length > most[what]) truncated.add(what);
      return list.slice(0, most[what]);
    };
    const readGroup = async (name: string): Promise<Group[]> => {
      const [members, found] = await Promise.all([
        partOf(host.accounts.members(name), membersDeadlineMs),
        partOf(host.accounts.groupExists(name), membersDeadlineMs),
      ]);
      if (!members.ok) return [{ name, members, found }];
      // Null: the group was removed since the list was made.
      if (members.value === null) return [];
      return [{ name, members: { ok: true, value: bounded('members', members.value) }, found }];
    };
    const readGroups = async () => {
      const names = bounded('groups', (await host.accounts.groups()).toSorted());
      return (await Promise.all(names.map(readGroup))).flat();
    };
    const readUsers = async () => bounded('users', (await host.accounts.users()).toSorted(shimAccountsFirst));
    const [join, groups, users, rights] = await Promise.all([
      partOf(host.accounts.join(), partDeadlineMs),
      partOf(readGroups(), partDeadlineMs),
      partOf(readUsers(), partDeadlineMs),
      partOf(readRights(host), partDeadlineMs),
    ]);
    return { join, groups, users, rights, truncated: [...truncated] };
  },
};

/** Shims can leave many accounts, and the list exists for them: they come first. */
function shimAccountsFirst(a: { name: string }, b: { name: string }): number {
  const rank = (name: string) => (isShimAccount(name) ? 0 : 1);
  return rank(a.name) - rank(b.name) || a.name.localeCompare(b.name, 'en');
}

async function readRights(host: Host): Promise<Partial<Record<AccountRight, string[]>>> {
  const held = await Promise.all(
    accountRight.options.map(async (right) => [right, await host.accounts.holders(right)] as const),
  );
  return Object.fromEntries(held);
}
