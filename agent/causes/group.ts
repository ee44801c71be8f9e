import { type Cause, possible, type Sighting, type Weighing, weighing, weighText } from '../cause.ts';
import { evidence } from '../check.ts';
import { nearest } from '../config/nearest.ts';
import { given } from '../fact.ts';
import { unsplit } from '../fix.ts';
import { join, localGroup, localGroups, localUser, shimFamily } from '../node/evidence.ts';
import type { KnownFacts } from '../snapshot.ts';
import { isShimAccount } from '../windows/account.ts';
import { line, userEvidence } from './user.ts';

const pull = 'https://github.com/microsoft/hcsshim/pull/1286';
const logon = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/logon.go';

/** The group of the case: the one the text names, else runAsUserName. */
const groupOf = ({ match, user }: Sighting): string => match.captured.group ?? user?.runAs.name ?? '<group>';

/** A local group as runAsUserName, and the temporary account that the shim makes for it. */
export const groupCauses: readonly Cause[] = [
  {
    id: 'local-group-missing',
    title: 'The local group that runAsUserName names does not exist on this node',
    explain:
      'The shim takes a name that is no local group here for a user, without saying so, and logs that user on with an empty password. So a group that exists on other nodes only, or a typing error, looks like a wrong password.',
    reference: pull,
    checks: [],
    tails: [1326, 1376, 2220],
    fix: (sighting, facts) => unsplit(missingFix(sighting, facts)),
    weigh: weighMissing,
  },
  {
    id: 'local-group-unsupported',
    title: "A local group is named, and this node's shim is too old for groups",
    explain:
      'Local groups as runAsUserName came with hcsshim 0.10, which ships with containerd 1.7. Older shims take the name for a user.',
    reference: pull,
    checks: ['containerd-version', 'shim-version'],
    tails: [1326],
    fix: ({ user }) =>
      unsplit(
        `Upgrade containerd and its shim together to 1.7 or newer (drain the node first; its pods move from C:\\C\\<id> to C:\\hpc). Until then: ${line('NT AUTHORITY\\SYSTEM')}${user === null ? '' : ` instead of ${JSON.stringify(user.runAs.text)}`}.`,
      ),
    weigh: weighUnsupported,
  },
  {
    id: 'local-group-prefixed',
    title: 'A local group is named with a domain before it',
    explain: 'The shim looks for a group by the whole text, and takes what has a backslash for a user of that domain.',
    reference: logon,
    checks: [],
    tails: [1326, 1311, 1355],
    fix: ({ user }, facts) => {
      const shim = shimFamily(facts);
      const upgrade =
        shim === null || shim.family === 'hpc'
          ? ''
          : ' This node needs containerd 1.7 or newer too, which is the first that knows groups.';
      return unsplit(`Write the bare name: ${line(user === null ? '<group>' : user.runAs.name)}.${upgrade}`);
    },
    weigh: (sighting, facts) => {
      const { user } = sighting;
      if (user === null) return possible;
      const seen = userEvidence(sighting);
      if (user.runAs.kind !== 'prefixed') return weighing('ruled-out', ...seen);
      const group = localGroup(facts, user.runAs.name);
      if (group === null) return weighing('possible', ...seen);
      if (!group.exists) return weighing('ruled-out', ...seen, group.evidence);
      const local = ['builtin', '.', facts.os?.hostname.toLowerCase()].includes(user.runAs.domain.toLowerCase());
      return weighing(local ? 'confirmed' : 'likely', ...seen, group.evidence);
    },
  },
  {
    id: 'group-membership',
    title: 'The group does not take the temporary account',
    explain:
      'The shim puts the account into the group before it logs it on. A group that another tool guards, or that takes no such members, makes that fail.',
    reference: logon,
    checks: [],
    tails: [5, 1378, 1387, 1388],
    fix: (sighting) =>
      unsplit(
        `Look at the group: Get-LocalGroupMember -Group "${groupOf(sighting)}". Take it out of "Restricted Groups" in the group policy or of what else resets its members, or name another group in runAsUserName.`,
      ),
    weigh: (sighting, facts) => {
      const group = localGroup(facts, groupOf(sighting));
      if (group === null) return weighText(sighting);
      return group.exists ? weighing('possible', group.evidence) : weighing('ruled-out', group.evidence);
    },
  },
  {
    id: 'account-removed',
    title: 'Something on this node deletes the temporary account at once',
    explain:
      'The account was made, and before the shim could use it, it was gone: a clean-up script, a policy or a security product removes local accounts that it does not know.',
    reference: logon,
    checks: [],
    tails: [1332, 1387, 2221],
    fix: () =>
      unsplit(
        'Find who deletes it: Get-WinEvent -FilterHashtable @{LogName="Security";Id=4726} names the account that did. Let it leave accounts named by 20 hexadecimal digits alone.',
      ),
    weigh: weighText,
  },
  {
    id: 'stale-local-account',
    title: 'A temporary account of an earlier container is left over',
    explain:
      'The shim names the account after the first 20 digits of the container id and deletes it with the container. When the log-on fails or the shim is killed it stays.',
    reference: pull,
    checks: ['orphaned-accounts'],
    tails: [1316, 2221, 2224],
    fix: ({ match }) =>
      unsplit(
        `Delete it when no container with that id runs: Remove-LocalUser -Name ${match.captured.account ?? '<20 hexadecimal digits>'}. Risk: the account of a running container must stay.`,
      ),
    weigh: weighStale,
  },
  {
    id: 'password-policy',
    title: 'The password policy does not take a random GUID',
    explain:
      'The shim gives the account a random GUID of 36 characters (small letters, digits, hyphens). That passes the stock complexity rule; a longer minimum length or a password filter refuses it.',
    reference: logon,
    checks: [],
    tails: [1325, 2245],
    fix: () =>
      unsplit(
        'Look at the policy: net accounts, and HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa "Notification Packages" for filters. Bring the minimum length to 36 or less and exempt these accounts from the filter, or run as a system account instead of a group.',
      ),
    weigh: weighText,
  },
  {
    id: 'domain-controller-node',
    title: 'This node is a domain controller, which has no local accounts',
    explain: 'A domain controller has no account database of its own to make the temporary account in.',
    reference: logon,
    checks: [],
    tails: [2226],
    fix: () =>
      unsplit(
        `Run no nodes on domain controllers. Until it has moved: ${line('NT AUTHORITY\\SYSTEM')} needs no temporary account.`,
      ),
    weigh: (sighting, facts) => {
      const joined = join(facts);
      if (joined === null) return weighText(sighting);
      return weighing(joined.kind === 'domain' ? 'likely' : 'ruled-out', joined.evidence);
    },
  },
  {
    id: 'account-name-invalid',
    title: 'Windows does not take the name of the temporary account',
    explain:
      'It is the first 20 characters of the container id, which containerd makes of hexadecimal digits; another client may choose ids that are no account names.',
    reference: logon,
    checks: [],
    tails: [1315, 2202],
    fix: ({ match }) =>
      unsplit(
        `Give the container an id of letters and digits${match.captured.account === undefined ? '' : ` instead of ${match.captured.account}...`} when it is made by ctr or by another client than the kubelet.`,
      ),
    weigh: weighText,
  },
];

function weighMissing(sighting: Sighting, facts: KnownFacts): Weighing {
  const { user, match } = sighting;
  const shim = shimFamily(facts);
  // The text may name the group itself: the shim saw it, and it went before the account was put into it.
  if (match.captured.group !== undefined) {
    const named = localGroup(facts, match.captured.group);
    return named === null ? weighText(sighting) : weighing(named.exists ? 'ruled-out' : 'confirmed', named.evidence);
  }
  if (shim !== null && shim.family !== 'hpc') return weighing('ruled-out', shim.evidence);
  if (user === null) return possible;
  const seen = userEvidence(sighting);
  if (user.runAs.kind !== 'bare') return weighing('ruled-out', ...seen);
  const group = localGroup(facts, user.runAs.name);
  if (group === null) return weighing('possible', ...seen);
  if (group.exists) return weighing('ruled-out', ...seen, group.evidence);
  const account = localUser(facts, user.runAs.name);
  if (shim === null || account === null) {
    return weighing(account?.user ? 'ruled-out' : 'likely', ...seen, group.evidence);
  }
  return weighing(account.user === null ? 'confirmed' : 'ruled-out', ...seen, group.evidence, account.evidence);
}

function weighUnsupported(sighting: Sighting, facts: KnownFacts): Weighing {
  const { user } = sighting;
  const shim = shimFamily(facts);
  if (shim?.family === 'hpc') return weighing('ruled-out', shim.evidence);
  const seen = [...userEvidence(sighting), ...(shim === null ? [] : [shim.evidence])];
  if (user === null) return weighing('possible', ...seen);
  if (user.runAs.kind !== 'bare') return weighing('ruled-out', ...seen);
  const group = localGroup(facts, user.runAs.name);
  if (group?.exists === false) {
    // A name that nobody has can only be meant as a group, which would not be of use here.
    const account = localUser(facts, user.runAs.name);
    const isNobody = shim !== null && account?.user === null;
    return weighing(isNobody ? 'likely' : 'ruled-out', ...seen, group.evidence);
  }
  if (shim === null || group === null) return weighing(shim === null ? 'possible' : 'likely', ...seen);
  return weighing('confirmed', ...seen, group.evidence);
}

function weighStale(sighting: Sighting, facts: KnownFacts): Weighing {
  const { account } = sighting.match.captured;
  if (account !== undefined) {
    const there = localUser(facts, account);
    if (there !== null) return weighing(there.user === null ? 'possible' : 'confirmed', there.evidence);
  }
  const users = facts.accounts && given(facts.accounts.users);
  const left = users?.filter(({ name }) => isShimAccount(name)) ?? [];
  if (left.length === 0) return weighText(sighting);
  return weighing(
    'likely',
    evidence(
      'accounts named after containers',
      left
        .map(({ name }) => name)
        .slice(0, 5)
        .join(', '),
    ),
  );
}

function missingFix(sighting: Sighting, facts: KnownFacts): string {
  const group = groupOf(sighting);
  const near = nearest(group, localGroups(facts));
  const meant =
    near === null || near === group
      ? ''
      : `This node has a group "${near}": if that was meant, ${line(near)}. Else make`;
  return `${meant === '' ? 'Make' : meant} the group on every node that the pod may run on: net localgroup "${group}" /add, and give it the rights that the pod needs. Or run as a system account: ${line('NT AUTHORITY\\SYSTEM')}.`;
}
