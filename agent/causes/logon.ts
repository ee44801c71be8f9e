import { type Symptom, type Weighing, type WrittenCauses, weighing } from '../cause.ts';
import { type Evidence, evidence, ifKnown } from '../fact.ts';
import type { AccountRight } from '../facts/accounts.ts';
import { onNode, runAsSystemAccount, type Step, shell } from '../fix.ts';
import {
  addAccount,
  changeRights,
  findLocalGroup,
  findLocalUser,
  join,
  removeAccounts,
  rightHolders,
} from '../node/local-accounts.ts';
import { shimFamily } from '../node/new-pod.ts';
import type { RunAs } from '../shim/run-as.ts';
import type { KnownFacts } from '../snapshot.ts';
import { everyService, everyTemporaryAccount, groupSid, logonRefusals } from '../windows/account.ts';
import { learnPage, logonSource, type Seen, userEvidence, weighUser } from './weigh.ts';

const rights = learnPage('windows/win32/secauthz/account-rights-constants');

/** What Windows requires of an account before it logs it on. */
export const logonCauses: WrittenCauses = {
  'interactive-logon-right': {
    title: 'The temporary account of a local group does not have the right to log on locally on this node',
    explain:
      'The shim logs on every account interactively, except the three system accounts. Hardened nodes often leave "Allow log on locally" to Administrators, or deny it to local accounts.',
    reference: rights,
    checks: ['interactive-logon-right'],
    tails: [1385],
    fix: ({ user }, facts) =>
      changeRights(
        facts,
        [
          addAccount(
            'Add the group to "Allow log on locally".',
            'SeInteractiveLogonRight',
            user?.runAs.kind === 'bare' ? user.runAs.name : '<group>',
            rightHolders(facts, 'SeInteractiveLogonRight')?.sids.length !== 0,
          ),
          removeDenied('Deny log on locally', 'SeDenyInteractiveLogonRight', memberships(user), facts),
        ],
        {
          risk: 'Members of the group, and accounts that the rule kept out, can then log on at this node.',
          expect:
            'SeInteractiveLogonRight names the group or its SID, and SeDenyInteractiveLogonRight none of these, unless the pod now runs as a system account.',
        },
        [runAsSystemAccount('Or run the pod as a system account, which needs no such right.')],
      ),
    weigh: weighInteractive,
  },
  'service-logon-right': {
    title: 'The system account does not have the right to log on as a service on this node',
    explain:
      'The shim logs on SYSTEM, Local Service and Network Service as services. A policy that denies this to them, or to Everyone, makes it fail.',
    reference: rights,
    tails: [1385],
    fix: (_, facts) =>
      changeRights(facts, [removeDenied('Deny log on as a service', 'SeDenyServiceLogonRight', everyService, facts)], {
        risk: 'Services that the policy was meant to stop can run again.',
        expect: 'SeDenyServiceLogonRight is not there, or names none of these.',
      }),
    weigh: weighService,
  },
  'account-restriction': {
    title: 'The account is disabled, locked, expired, or restricted to certain times or computers',
    explain:
      'runAsUserName names a user account. The temporary account of a group is new and never expires, so that only a real account meets these restrictions, or the rule against empty passwords.',
    reference: logonSource,
    tails: logonRefusals.restricted,
    fix: ({ user }) => [
      onNode(
        'See what restricts the account; to lift that alone is not enough, because the runtime has no password for it.',
        shell`Get-LocalUser -Name ${user?.runAs.name || '<account>'} | Format-List *`,
      ),
      runAsSystemAccount('Run the pod as a system account.'),
    ],
    weigh: weighUser(weighRestriction),
  },
  'domain-unavailable': {
    title: 'This node cannot reach the domain of the account, or the domain does not trust the node',
    explain:
      'Windows asks a domain controller about an account with a domain. The system accounts and local groups need no domain.',
    reference: logonSource,
    tails: logonRefusals.domain,
    fix: ({ user }, facts) => {
      const joined = facts.accounts && ifKnown(facts.accounts.join);
      const domain = joined?.kind === 'domain' ? joined.name : user?.runAs.domain || '<domain>';
      return [
        runAsSystemAccount(
          'Run the pod as a system account: the runtime has no password for a domain account, even when the domain answers.',
        ),
        onNode('If the node should reach its domain, test the secure channel.', shell`nltest.exe /sc_verify:${domain}`),
        onNode(
          'If the test fails although a domain controller can be reached, repair the channel.',
          'Test-ComputerSecureChannel -Repair -Credential (Get-Credential)',
        ),
      ];
    },
    weigh: (symptom, facts) => {
      const { user } = symptom;
      const joined = join(facts);
      const seen = [...userEvidence(symptom), ...(joined === null ? [] : [joined.evidence])];
      if (user !== null && user.runAs.domain === '') return weighing('ruled-out', ...seen);
      if (user?.runAs.kind === 'service') return weighing('ruled-out', ...seen);
      if (user === null || joined === null) return weighing('possible', ...seen);
      return weighing(joined.kind === 'domain' ? 'likely' : 'confirmed', ...seen);
    },
  },
};

/** The groups of the temporary account by their SIDs, with the group for which the account is made. */
function memberships(user: Symptom['user']): Readonly<Record<string, string>> {
  const name = user?.runAs.kind === 'bare' ? user.runAs.name : '';
  const sid = groupSid(name);
  return sid === null ? everyTemporaryAccount : { ...everyTemporaryAccount, [sid]: name };
}

/** Takes out of a denial those of these groups that it names; all of them if it could not be read. */
function removeDenied(
  policy: string,
  right: AccountRight,
  groups: Readonly<Record<string, string>>,
  facts: KnownFacts,
): Step {
  const seen = rightHolders(facts, right)?.sids.filter((sid) => sid in groups) ?? [];
  const sids = seen.length > 0 ? seen : Object.keys(groups);
  const names = sids.map((sid) => groups[sid]).join(', ');
  const known = rightHolders(facts, right) !== null;
  const say = known
    ? `Take ${names} out of "${policy}".`
    : `If "${policy}" names ${names}, take those out: the export shows whom it names.`;
  return removeAccounts(say, right, sids);
}

function weighInteractive(symptom: Symptom, facts: KnownFacts): Weighing {
  const { user } = symptom;
  const seen = userEvidence(symptom);
  if (user?.runAs.kind === 'service') return weighing('ruled-out', ...seen);
  const shim = shimFamily(facts);
  if (shim !== null && shim.family !== 'hpc') {
    // These shims log on users only, and create no account for a group.
    const account = user === null ? null : findLocalUser(facts, user.runAs.name);
    return weighing(account?.user === null ? 'ruled-out' : 'possible', ...seen, shim.evidence);
  }
  const allowed = rightHolders(facts, 'SeInteractiveLogonRight');
  const denied = rightHolders(facts, 'SeDenyInteractiveLogonRight');
  if (allowed === null || denied === null) return weighing('possible', ...seen);
  seen.push(allowed.evidence, denied.evidence);
  // The temporary account is a member of the group, and has the rights of the group.
  const own = memberships(user);
  const isItsOwn = (sid: string) => sid in own;
  if (denied.sids.some(isItsOwn)) return weighing(strong(symptom, facts, seen), ...seen);
  if (!allowed.sids.some(isItsOwn)) {
    // A group of this node may be among the holders: its SID is not known here.
    const mayBeGranted = allowed.sids.some((sid) => sid.startsWith('S-1-5-21-'));
    return weighing(mayBeGranted ? 'likely' : strong(symptom, facts, seen), ...seen);
  }
  return weighing(denied.sids.length === 0 ? 'ruled-out' : 'possible', ...seen);
}

/** The right is missing. It is certain if the group exists: only then the shim creates the account that needs it. */
function strong({ user }: Symptom, facts: KnownFacts, seen: Evidence[]): Weighing['weight'] {
  if (user?.runAs.kind !== 'bare') return 'likely';
  const group = findLocalGroup(facts, user.runAs.name);
  if (group === null) return 'likely';
  seen.push(group.evidence);
  return group.exists ? 'confirmed' : 'likely';
}

function weighService(symptom: Symptom, facts: KnownFacts): Weighing {
  const { user } = symptom;
  const seen = userEvidence(symptom);
  if (user !== null && user.runAs.kind !== 'service') return weighing('ruled-out', ...seen);
  const denied = rightHolders(facts, 'SeDenyServiceLogonRight');
  if (denied === null) return weighing('possible', ...seen);
  seen.push(denied.evidence);
  if (denied.sids.some((sid) => sid in everyService)) {
    return weighing(user === null ? 'likely' : 'confirmed', ...seen);
  }
  return weighing(denied.sids.length === 0 && user === null ? 'ruled-out' : 'possible', ...seen);
}

function weighRestriction(runAs: RunAs, facts: KnownFacts): Seen {
  if (runAs.kind === 'service') return ['ruled-out'];
  const user = findLocalUser(facts, runAs.name)?.user;
  if (!user) return ['possible'];
  const { disabled, locked, passwordExpired } = user;
  const marks = Object.entries({ disabled, locked, 'password expired': passwordExpired }).flatMap(([mark, set]) =>
    set ? [mark] : [],
  );
  const state = evidence(`local user "${user.name}"`, marks.join(', ') || 'no restriction seen');
  return [marks.length === 0 ? 'possible' : 'confirmed', state];
}
