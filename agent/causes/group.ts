import { possible, type Symptom, type Weighing, type WrittenCauses, weighing, weighText } from '../cause.ts';
import { nearest } from '../config/nearest.ts';
import { evidence, ifKnown } from '../fact.ts';
import { compact, onCluster, onNode, runAsSystemAccount, type Step, setUser, shell, verified } from '../fix.ts';
import {
  findLocalGroup,
  findLocalUser,
  isThisNode,
  join,
  leftAccounts,
  localGroups,
  riskOfRemoving,
} from '../node/local-accounts.ts';
import { ctr } from '../node/log-steps.ts';
import { shimFamily } from '../node/new-pod.ts';
import { nodeName, podsOfNode, upgradeContainerd, upgradeShown } from '../node/upgrade.ts';
import type { KnownFacts } from '../snapshot.ts';
import { isShimAccount } from '../windows/account.ts';
import { hcsshimSource, logonSource, userEvidence, weighBy, weighUser } from './weigh.ts';

const pull = hcsshimSource('pull/1286');

/** The group that the text names, else runAsUserName. */
const groupOf = ({ match, user }: Symptom): string => match.captured.group ?? (user?.runAs.name || '<group>');

/** A group that is made for pods. @param say how, and with which rights */
export const ownGroup = (say: string): Step[] => [
  onNode(say, 'New-LocalGroup -Name hpc-pods'),
  setUser('Then name the group in the pod.', 'hpc-pods'),
];

/** A local group as runAsUserName, and the temporary account that the shim creates for it. */
export const groupCauses: WrittenCauses = {
  'local-group-missing': {
    title: 'The local group that runAsUserName names does not exist on this node',
    explain:
      'When the node has no local group of that name, the shim takes the name for a user and logs it on with an empty password. It does not report that the group is missing. A group that exists on other nodes only, or a typing error, therefore looks like a wrong password.',
    reference: pull,
    tails: [1326, 1376, 2220],
    fix: missingFix,
    weigh: weighMissing,
  },
  'local-group-unsupported': {
    title: 'runAsUserName names a local group, and the shim of this node is too old for groups',
    explain:
      'hcsshim supports local groups as runAsUserName from 0.10 on, which is part of containerd 1.7. Older shims take the name for a user.',
    reference: pull,
    checks: ['containerd-version', 'shim-version'],
    tails: [1326],
    fix: (_, facts) => {
      const node = nodeName(facts);
      return verified(...upgradeShown(facts, node), [
        runAsSystemAccount('Until containerd is upgraded, run the pod as a system account.'),
        onCluster(
          'Before the upgrade, see which pods name C:\\C\\<id>: after it their files are below C:\\hpc.',
          podsOfNode(node),
        ),
        ...upgradeContainerd(facts, node),
      ]);
    },
    weigh: weighUnsupported,
  },
  'local-group-prefixed': {
    title: 'runAsUserName names a local group with a domain before it',
    explain:
      'The shim looks for a local group by the whole text. It takes a name with a backslash for a user of that domain.',
    reference: logonSource,
    tails: [1326, 1311, 1355],
    fix: ({ user }, facts) => {
      const shim = shimFamily(facts);
      return compact(
        setUser(
          'Name the group without a domain.',
          user === null || user.runAs.name === '' ? '<group>' : user.runAs.name,
        ),
        shim !== null &&
          shim.family !== 'hpc' &&
          upgradeContainerd(
            facts,
            nodeName(facts),
            'Upgrade containerd too, because older shims do not support groups',
          ),
      );
    },
    weigh: weighUser((runAs, facts) => {
      if (runAs.kind !== 'prefixed') return ['ruled-out'];
      const group = findLocalGroup(facts, runAs.name);
      if (group === null) return ['possible'];
      if (!group.exists) return ['ruled-out', group.evidence];
      return [isThisNode(runAs.domain, facts) ? 'confirmed' : 'likely', group.evidence];
    }),
  },
  'group-membership': {
    title: 'The group does not accept the temporary account as a member',
    explain:
      'The shim adds the account to the group before it logs it on. That fails for a group that another tool guards, or that does not accept such members.',
    reference: logonSource,
    tails: [5, 1378, 1387, 1388],
    fix: (symptom) => [
      onNode('See the members of the group.', shell`net.exe localgroup ${groupOf(symptom)}`),
      onNode(
        'See which group policies apply to the node: one of them may list the group under "Restricted Groups".',
        'gpresult.exe /scope computer /v',
      ),
      onNode('Remove the group from that policy, and from any tool that resets its members.'),
      ...ownGroup('Or make another group, and give it the rights that the pod needs.'),
    ],
    weigh: weighBy(
      (facts, symptom) => findLocalGroup(facts, groupOf(symptom)),
      ({ exists }) => (exists ? 'possible' : 'ruled-out'),
    ),
  },
  'account-removed': {
    title: 'Something on this node deletes the temporary account right after it is created',
    explain:
      'The account was gone before the shim could use it. A clean-up script, a policy or a security product removes local accounts that it does not know. When Windows cannot look the account up, the local security authority can be the cause too.',
    reference: logonSource,
    tails: [5, 1332, 1387, 1722, 2221],
    fix: () => [
      onNode(
        'See who deletes accounts: event 4726 names the caller.',
        'Get-WinEvent -FilterHashtable @{LogName="Security";Id=4726} -MaxEvents 10 | Format-List TimeCreated, Message',
      ),
      // By its GUID: the name of the subcategory, User Account Management, depends on the language of Windows.
      onNode(
        'If there is none, let Windows log them, and look again after the next failure.',
        'auditpol.exe /set /subcategory:"{0CCE9235-69AE-11D9-BED3-505054503030}" /success:enable',
        'Every change of a local account is then logged in the Security log.',
      ),
      onNode('Configure that program to leave accounts alone whose name has 20 hexadecimal digits.'),
    ],
  },
  'password-policy': {
    title: 'The password policy of this node refuses the password that the shim generates',
    explain:
      'The password is a random GUID: 36 characters, lower-case letters, digits and hyphens. That satisfies the complexity rule of Windows, but not a minimum length above 36 or a password filter with stricter rules.',
    reference: logonSource,
    tails: [1325, 2245],
    fix: () => [
      onNode('See the password policy: the minimum length must be at most 36.', 'net.exe accounts'),
      onNode(
        'See which password filters there are; all but scecli and rassfm are added to Windows.',
        'Get-ItemProperty "HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa" -Name "Notification Packages"',
      ),
      onNode(
        'If the minimum length is above 36, or there is another filter, exclude the node from it.',
        undefined,
        'Weaker passwords are then accepted on this node.',
      ),
      runAsSystemAccount('Or run the pod as a system account, which needs no temporary account.'),
    ],
  },
  'stale-local-account': {
    title: 'A temporary account of an earlier container was not deleted',
    explain:
      'The shim creates an account named by the first 20 digits of the container ID, and deletes it when the container ends. When the log-on fails, or the shim crashes, the account stays.',
    reference: logonSource,
    checks: ['orphaned-accounts'],
    tails: [1316, 2224],
    fix: ({ match }, facts) =>
      verified(leftAccounts(facts), 'It prints nothing, and no error.', [
        onNode('List the accounts that no container of this node uses.', leftAccounts(facts)),
        onNode(
          match.captured.account === undefined
            ? 'Delete each account of this list.'
            : 'Delete it if it is in this list.',
          shell`Remove-LocalUser -Name ${match.captured.account ?? '<left account>'}`,
          riskOfRemoving,
        ),
      ]),
    weigh: weighStale,
  },
  'domain-controller-node': {
    title: 'This node is a domain controller, which has no local accounts',
    explain:
      'A domain controller has no account database of its own in which the shim could create the temporary account.',
    reference: logonSource,
    tails: [2226],
    fix: () => [
      runAsSystemAccount('Run the pod as a system account, which needs no temporary account.'),
      onNode('Or run Kubernetes on a machine that is not a domain controller.'),
    ],
    weigh: weighBy(join, ({ kind }) => (kind === 'domain' ? 'likely' : 'ruled-out')),
  },
  'account-name-invalid': {
    title: 'Windows refuses the name of the temporary account',
    explain:
      'The name is the first 20 characters of the container ID. containerd makes that ID of hexadecimal digits. Another client may choose IDs that are not valid account names.',
    reference: logonSource,
    tails: [1315, 2202],
    fix: (_, facts) => [
      onNode('See the IDs of the containers.', shell`${ctr(facts)} -n k8s.io containers ls`),
      onNode(
        'The ID of this container was chosen by ctr or another client: create it again with an ID of letters and digits.',
      ),
    ],
  },
};

function weighMissing(symptom: Symptom, facts: KnownFacts): Weighing {
  const { user, match } = symptom;
  const shim = shimFamily(facts);
  // The text names the group: it existed when the shim looked, and is gone when the account is added to it.
  if (match.captured.group !== undefined) {
    const named = findLocalGroup(facts, match.captured.group);
    return named === null ? weighText(symptom) : weighing(named.exists ? 'ruled-out' : 'confirmed', named.evidence);
  }
  if (shim !== null && shim.family !== 'hpc') return weighing('ruled-out', shim.evidence);
  if (user === null) return possible;
  const seen = userEvidence(symptom);
  if (user.runAs.kind !== 'bare') return weighing('ruled-out', ...seen);
  const group = findLocalGroup(facts, user.runAs.name);
  if (group === null) return weighing('possible', ...seen);
  if (group.exists) return weighing('ruled-out', ...seen, group.evidence);
  const account = findLocalUser(facts, user.runAs.name);
  if (shim === null || account === null) {
    return weighing(account?.user ? 'ruled-out' : 'likely', ...seen, group.evidence);
  }
  return weighing(account.user === null ? 'confirmed' : 'ruled-out', ...seen, group.evidence, account.evidence);
}

function weighUnsupported(symptom: Symptom, facts: KnownFacts): Weighing {
  const { user } = symptom;
  const shim = shimFamily(facts);
  if (shim?.family === 'hpc') return weighing('ruled-out', shim.evidence);
  const seen = [...userEvidence(symptom), ...(shim === null ? [] : [shim.evidence])];
  if (user?.runAs.kind !== 'bare') return weighing(user === null ? 'possible' : 'ruled-out', ...seen);
  const group = findLocalGroup(facts, user.runAs.name);
  if (group?.exists === false) {
    // A name that no account has must be meant to be a group, which this shim does not support.
    const account = findLocalUser(facts, user.runAs.name);
    if (shim === null || account?.user) return weighing('ruled-out', ...seen, group.evidence);
    return weighing(account === null ? 'possible' : 'likely', ...seen, group.evidence);
  }
  if (shim === null || group === null) return weighing(shim === null ? 'possible' : 'likely', ...seen);
  return weighing('confirmed', ...seen, group.evidence);
}

function weighStale(symptom: Symptom, facts: KnownFacts): Weighing {
  const { account } = symptom.match.captured;
  if (account !== undefined) {
    const there = findLocalUser(facts, account);
    if (there !== null) return weighing(there.user === null ? 'possible' : 'confirmed', there.evidence);
  }
  const users = facts.accounts && ifKnown(facts.accounts.users);
  const left = users?.flatMap(({ name }) => (isShimAccount(name) ? [name] : [])) ?? [];
  if (left.length === 0) return weighText(symptom);
  return weighing('likely', evidence('accounts named after containers', left.slice(0, 5).join(', ')));
}

function missingFix(symptom: Symptom, facts: KnownFacts): Step[] {
  const group = groupOf(symptom);
  const near = nearest(group, localGroups(facts));
  return compact(
    near !== null && near !== group && setUser(`If the group "${near}" of this node is meant, name it.`, near),
    onNode(
      'Create the group on every node that may run the pod, and give it the rights that the pod needs.',
      shell`New-LocalGroup -Name ${group}`,
    ),
    runAsSystemAccount('Or run the pod as a system account.'),
  );
}
