import { type Cause, possible, type Sighting, type Weighing, weighing, weighText } from '../cause.ts';
import { evidence } from '../check.ts';
import { given } from '../fact.ts';
import { unsplit } from '../fix.ts';
import { join, localGroup, localUser, shimFamily } from '../node/evidence.ts';
import { inheritUser, isPassed } from '../shim/annotation.ts';
import { spelledRight } from '../shim/run-as.ts';
import type { KnownFacts } from '../snapshot.ts';

const guide =
  'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#choosing-a-user-account';
const logon = 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/logon.go';

export const line = (user: string) => `securityContext.windowsOptions.runAsUserName: ${JSON.stringify(user)}`;
const others = `(or ${JSON.stringify('NT AUTHORITY\\Local Service')}, ${JSON.stringify('NT AUTHORITY\\Network Service')})`;

export const userEvidence = ({ user }: Sighting) =>
  user === null
    ? []
    : [evidence(`runAsUserName (${user.from})`, user.runAs.text === '' ? '(not set)' : user.runAs.text)];

/** How runAsUserName is spelled, and what it names. */
export const userCauses: readonly Cause[] = [
  {
    id: 'nt-authority-spelling',
    title: 'A system account is meant, but its domain is not spelled exactly NT AUTHORITY',
    explain:
      'The shim compares the domain letter by letter with "NT AUTHORITY". In another case, in another language, or left out, the account is logged on as an ordinary user with an empty password, and that fails. Case does not matter in the second part.',
    reference: logon,
    checks: [],
    tails: [1326, 1385],
    fix: ({ user }) =>
      unsplit(
        `In the pod: ${line(user === null ? 'NT AUTHORITY\\SYSTEM' : spelledRight(user.runAs))} (in capitals, with a space, also on a Windows in another language).`,
      ),
    weigh: (sighting, facts) => {
      const { user } = sighting;
      if (user === null) return possible;
      const seen = userEvidence(sighting);
      if (user.runAs.kind !== 'misspelled') return weighing('ruled-out', ...seen);
      const group = user.runAs.domain === '' ? localGroup(facts, user.runAs.name) : null;
      return group?.exists
        ? weighing('ruled-out', ...seen, group.evidence)
        : weighing('confirmed', ...seen, evidence('spelled right', spelledRight(user.runAs)));
    },
  },
  {
    id: 'image-user',
    title: "The image's own user is used, which exists inside containers only",
    explain:
      'With no runAsUserName the runtime takes the USER of the image. ContainerUser and ContainerAdministrator are made by Windows for isolated containers; a HostProcess container runs on the host, where nobody has that name.',
    reference: guide,
    checks: [],
    tails: [1326],
    fix: () => unsplit(`Set the user in the pod, it wins over the image: ${line('NT AUTHORITY\\SYSTEM')} ${others}.`),
    weigh: (sighting) => {
      const { user } = sighting;
      if (user === null) return possible;
      const seen = userEvidence(sighting);
      if (user.runAs.kind === 'image') return weighing('confirmed', ...seen);
      return weighing(user.runAs.kind === 'unset' ? 'likely' : 'ruled-out', ...seen);
    },
  },
  {
    id: 'run-as-user-missing',
    title: 'runAsUserName is not set, and the image names no user',
    explain:
      'A HostProcess container must have a user. Images from the HostProcess base image name none, so the pod has to.',
    reference: guide,
    checks: [],
    fix: () => unsplit(`Set it for the pod or the container: ${line('NT AUTHORITY\\SYSTEM')} ${others}.`),
    weigh: (sighting) =>
      sighting.user?.runAs.kind === 'unset' ? weighing('confirmed', ...userEvidence(sighting)) : weighText(sighting),
  },
  {
    id: 'run-as-user-malformed',
    title: 'The user has more than one backslash',
    explain:
      'The shim splits the user at its backslash into domain and name. The API server takes no such runAsUserName, so it comes from the USER of the image, or from ctr.',
    reference: logon,
    checks: [],
    fix: () => unsplit(`Set the user in the pod, it wins over the image: ${line('NT AUTHORITY\\SYSTEM')}.`),
    weigh: weighText,
  },
  {
    id: 'run-as-user-invalid',
    title: 'runAsUserName does not follow the rules of the API',
    explain:
      'At most one backslash; the domain a NetBIOS or DNS name, so not "."; the name not empty, at most 104 characters, and without any of "/\\:;|=,+*?<>@[]".',
    reference: guide,
    checks: [],
    fix: ({ match }) =>
      unsplit(
        `${match.captured.account === undefined ? '' : `"${match.captured.account}" is not taken. `}Write a system account as "NT AUTHORITY\\\\SYSTEM" ${others}, and a local group by its bare name, without a domain.`,
      ),
    weigh: weighText,
  },
  {
    id: 'account-needs-password',
    title: 'A user account is named, which the runtime would need a password for',
    explain:
      'Kubernetes hands no password to the runtime, so the shim logs every user on with an empty one, which Windows refuses to local users, domain users and gMSAs alike. Only the three system accounts and local groups work.',
    reference: 'https://github.com/microsoft/hcsshim/pull/1286',
    checks: [],
    tails: [1326, 1311, 1327, 1328, 1329, 1330, 1331, 1355, 1722, 1787, 1788, 1789, 1792, 1793, 1907, 1909, 1937],
    fix: (sighting) => unsplit(needsPasswordFix(sighting)),
    weigh: weighNeedsPassword,
  },
  {
    id: 'run-as-non-root',
    title: 'runAsNonRoot is true, and the user is ContainerAdministrator',
    explain:
      'The kubelet takes ContainerAdministrator for root. HostProcess containers cannot use that account anyway.',
    reference:
      'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#hostprocess-pod-configuration-requirements',
    checks: [],
    fix: () => unsplit(`Set ${line('NT AUTHORITY\\SYSTEM')} ${others} and remove securityContext.runAsNonRoot: true.`),
    weigh: weighText,
  },
  {
    id: 'inherit-user-annotation',
    title: `The annotation ${inheritUser} makes the shim use its own token, and that failed`,
    explain: 'With this annotation runAsUserName is ignored and the container runs as containerd does.',
    reference: 'https://github.com/microsoft/hcsshim/blob/v0.12.9/pkg/annotations/annotations.go',
    checks: ['annotation-passthrough'],
    fix: () => unsplit(`Remove the annotation ${inheritUser} from the pod and set ${line('NT AUTHORITY\\SYSTEM')}.`),
    weigh: (sighting, { runtime }) => {
      const handlers = (runtime && given(runtime.status))?.config?.handlers ?? [];
      const passing = handlers.find(({ podAnnotations, containerAnnotations }) =>
        isPassed(inheritUser, [...podAnnotations, ...containerAnnotations]),
      );
      return passing === undefined
        ? weighText(sighting)
        : weighing('confirmed', evidence(`runtime handler ${passing.name}`, 'passes the annotation on'));
    },
  },
];

function weighNeedsPassword(sighting: Sighting, facts: KnownFacts): Weighing {
  const { user } = sighting;
  if (user === null) return possible;
  const { runAs } = user;
  const seen = userEvidence(sighting);
  if (runAs.kind !== 'bare' && runAs.kind !== 'prefixed') return weighing('ruled-out', ...seen);
  const shim = shimFamily(facts);
  const group = shim?.family === 'volume' ? null : localGroup(facts, runAs.name);
  const account = localUser(facts, runAs.name);
  const own = runAs.kind === 'bare' || isThisNode(runAs.domain, facts);
  if (runAs.kind === 'bare' && group?.exists) return weighing('ruled-out', ...seen, group.evidence);
  if (own) {
    if (account === null) return weighing('possible', ...seen);
    if (account.user !== null) return weighing('confirmed', ...seen, account.evidence);
    // Without a domain it is a missing group; with one it was meant as a user.
    return weighing(runAs.kind === 'bare' ? 'ruled-out' : 'likely', ...seen, account.evidence);
  }
  const joined = join(facts);
  if (group?.exists) return weighing('possible', ...seen, group.evidence);
  if (joined === null) return weighing(runAs.name.endsWith('$') ? 'likely' : 'possible', ...seen);
  return weighing(joined.kind === 'domain' ? 'confirmed' : 'likely', ...seen, joined.evidence);
}

const isThisNode = (domain: string, facts: KnownFacts) =>
  domain === '.' || domain.toLowerCase() === facts.os?.hostname.toLowerCase();

function needsPasswordFix({ user }: Sighting): string {
  const who = user === null ? 'the account' : user.runAs.text;
  const name = user === null ? '<account>' : user.runAs.text;
  return (
    `Use ${line('NT AUTHORITY\\SYSTEM')} ${others}, or, from containerd 1.7 on, a local group with the rights of ${who}: ` +
    `net localgroup hpc-pods /add on the node, give the group what ${name} may do, then ${line('hpc-pods')}. For rights in the domain give them to the computer account of the node and run as SYSTEM.`
  );
}
