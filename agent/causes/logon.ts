import { type Cause, possible, type Sighting, type Weighing, weighing } from '../cause.ts';
import { type Evidence, evidence } from '../check.ts';
import { unsplit } from '../fix.ts';
import { holders, join, localGroup, localUser, shimFamily } from '../node/evidence.ts';
import type { KnownFacts } from '../snapshot.ts';
import { line, userEvidence } from './user.ts';

const logon = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/logon.go';
const rights = 'https://learn.microsoft.com/windows/win32/secauthz/account-rights-constants';

/** Everyone, INTERACTIVE, Authenticated Users, Local account, Users: every temporary account belongs to them. */
const everyTemporaryAccount = ['S-1-1-0', 'S-1-5-4', 'S-1-5-11', 'S-1-5-113', 'S-1-5-32-545'];
/** Everyone, SERVICE, SYSTEM, LocalService, NetworkService, Authenticated Users, Administrators. */
const everyService = ['S-1-1-0', 'S-1-5-6', 'S-1-5-11', 'S-1-5-18', 'S-1-5-19', 'S-1-5-20'];

/** What Windows wants of an account before it logs it on. */
export const logonCauses: readonly Cause[] = [
  {
    id: 'interactive-logon-right',
    title: 'The temporary account of a local group may not log on locally on this node',
    explain:
      'The shim logs every account but the system ones on interactively. Hardening often leaves "Allow log on locally" to Administrators, or names local accounts in "Deny log on locally".',
    reference: rights,
    checks: ['interactive-logon-right'],
    tails: [1385],
    fix: ({ user }) =>
      unsplit(
        `In secpol.msc > Local Policies > User Rights Assignment (or in the group policy that sets it, then gpupdate /force) add ${user?.runAs.kind === 'bare' ? `"${user.runAs.name}"` : 'the group'} to "Allow log on locally" and take "Local account", Everyone and Users out of "Deny log on locally". Risk: members of the group may then log on at this node. Or: ${line('NT AUTHORITY\\SYSTEM')}.`,
      ),
    weigh: weighInteractive,
  },
  {
    id: 'service-logon-right',
    title: 'The system account may not log on as a service on this node',
    explain:
      'The shim logs SYSTEM, Local Service and Network Service on as services. A policy that denies it to them, or to Everyone, stops them.',
    reference: rights,
    checks: [],
    tails: [1385],
    fix: () =>
      unsplit(
        'In secpol.msc > Local Policies > User Rights Assignment (or in the group policy that sets it, then gpupdate /force) take SERVICE, Everyone and the system accounts out of "Deny log on as a service". Risk: what the policy was meant to stop may run again.',
      ),
    weigh: weighService,
  },
  {
    id: 'account-restriction',
    title: 'The account is disabled, locked, expired, or limited to certain times or computers',
    explain:
      'A real user account is named. A temporary account of the shim is new, never expires, and cannot meet this, except by the rule against empty passwords.',
    reference: logon,
    checks: [],
    tails: [1327, 1328, 1329, 1330, 1331, 1793, 1907, 1909],
    fix: ({ user }) =>
      unsplit(
        `The account may be repaired (Get-LocalUser${user === null ? '' : ` -Name "${user.runAs.name}"`} shows it), but its password would still be missing: use ${line('NT AUTHORITY\\SYSTEM')} or a local group instead.`,
      ),
    weigh: weighRestriction,
  },
  {
    id: 'domain-unavailable',
    title: 'The domain of the account cannot be reached from this node, or does not trust it',
    explain:
      'Windows asks a domain controller about an account with a domain; the system accounts and local groups need none.',
    reference: logon,
    checks: [],
    tails: [1311, 1355, 1722, 1787, 1788, 1789, 1792, 1937],
    fix: ({ user }) =>
      unsplit(
        `Even with the domain at hand ${user === null ? 'a domain account' : user.runAs.text} would lack its password: use ${line('NT AUTHORITY\\SYSTEM')} or a local group. For the domain itself: nltest /sc_verify:<domain>, Test-ComputerSecureChannel.`,
      ),
    weigh: (sighting, facts) => {
      const { user } = sighting;
      const joined = join(facts);
      const seen = [...userEvidence(sighting), ...(joined === null ? [] : [joined.evidence])];
      if (user !== null && user.runAs.domain === '') return weighing('ruled-out', ...seen);
      if (user?.runAs.kind === 'service') return weighing('ruled-out', ...seen);
      if (user === null || joined === null) return weighing('possible', ...seen);
      return weighing(joined.kind === 'domain' ? 'likely' : 'confirmed', ...seen);
    },
  },
];

function weighInteractive(sighting: Sighting, facts: KnownFacts): Weighing {
  const { user } = sighting;
  const seen = userEvidence(sighting);
  if (user?.runAs.kind === 'service') return weighing('ruled-out', ...seen);
  const shim = shimFamily(facts);
  if (shim !== null && shim.family !== 'hpc' && user?.runAs.kind === 'bare') seen.push(shim.evidence);
  const allowed = holders(facts, 'SeInteractiveLogonRight');
  const denied = holders(facts, 'SeDenyInteractiveLogonRight');
  if (allowed === null || denied === null) return seen.length === 0 ? possible : weighing('possible', ...seen);
  seen.push(allowed.evidence, denied.evidence);
  const isEvery = (sid: string) => everyTemporaryAccount.includes(sid);
  if (denied.sids.some(isEvery)) return weighing(strong(sighting, facts, seen), ...seen);
  if (!allowed.sids.some(isEvery)) {
    // A group of this node's own may be among the holders: its SID is not known here.
    const mayBeGranted = allowed.sids.some((sid) => sid.startsWith('S-1-5-21-'));
    return weighing(mayBeGranted ? 'likely' : strong(sighting, facts, seen), ...seen);
  }
  return weighing(denied.sids.length === 0 ? 'ruled-out' : 'possible', ...seen);
}

/** The rights fit; whether the container takes that way at all decides between certain and probable. */
function strong({ user }: Sighting, facts: KnownFacts, seen: Evidence[]): Weighing['weight'] {
  if (user?.runAs.kind !== 'bare') return 'likely';
  const group = localGroup(facts, user.runAs.name);
  if (group === null) return 'likely';
  seen.push(group.evidence);
  return group.exists ? 'confirmed' : 'likely';
}

function weighService(sighting: Sighting, facts: KnownFacts): Weighing {
  const { user } = sighting;
  const seen = userEvidence(sighting);
  if (user !== null && user.runAs.kind !== 'service') return weighing('ruled-out', ...seen);
  const denied = holders(facts, 'SeDenyServiceLogonRight');
  if (denied === null) return seen.length === 0 ? possible : weighing('possible', ...seen);
  seen.push(denied.evidence);
  if (denied.sids.some((sid) => everyService.includes(sid))) {
    return weighing(user === null ? 'likely' : 'confirmed', ...seen);
  }
  return weighing(denied.sids.length === 0 && user === null ? 'ruled-out' : 'possible', ...seen);
}

function weighRestriction(sighting: Sighting, facts: KnownFacts): Weighing {
  const { user } = sighting;
  if (user === null) return possible;
  const seen = userEvidence(sighting);
  if (user.runAs.kind === 'service') return weighing('ruled-out', ...seen);
  const account = localUser(facts, user.runAs.name);
  if (account?.user === undefined || account.user === null) return weighing('possible', ...seen);
  const { disabled, locked, passwordExpired } = account.user;
  const marks = Object.entries({ disabled, locked, 'password expired': passwordExpired }).flatMap(([mark, set]) =>
    set ? [mark] : [],
  );
  const state = evidence(
    `local user "${account.user.name}"`,
    marks.length === 0 ? 'no restriction seen' : marks.join(', '),
  );
  return weighing(marks.length === 0 ? 'possible' : 'confirmed', ...seen, state);
}
