import {
  podNamespace,
  possible,
  type Symptom,
  type Weighing,
  type WrittenCause,
  weighing,
  weighText,
} from '../cause.ts';
import { evidence, ifKnown } from '../fact.ts';
import { shell } from '../fix/command.ts';
import {
  type Fix,
  inManifest,
  leastAccount,
  onNode,
  runAsSystem,
  runAsSystemAccount,
  setUser,
  verified,
} from '../fix.ts';
import { findLocalGroup, findLocalUser, isBuiltin, isThisNode, join } from '../node/local-accounts.ts';
import { shimFamily } from '../node/new-pod.ts';
import { inheritUser, isPassed } from '../shim/annotation.ts';
import { showSpelling, spellingOf } from '../shim/run-as.ts';
import type { KnownFacts } from '../snapshot.ts';
import { hcsshimSource, hostProcessGuide, logonSource, podRequirements } from './references.ts';

const guide = hostProcessGuide('choosing-a-user-account');

const setAccount = runAsSystemAccount('Set the user of the pod.');

export const userEvidence = ({ user }: Symptom) =>
  user === null
    ? []
    : [evidence(`runAsUserName (${user.from})`, user.runAs.text === '' ? '(not set)' : user.runAs.text)];

/** How runAsUserName is spelled, and what it names. */
export const userCauses: readonly WrittenCause[] = [
  {
    id: 'nt-authority-spelling',
    title: 'runAsUserName names a system account, but its domain is not exactly NT AUTHORITY',
    explain:
      'The shim compares the domain letter by letter with "NT AUTHORITY". In lower case, in another language, or without the domain, it logs on the account as an ordinary user with an empty password, which fails. The case of the second part does not matter.',
    reference: logonSource,
    tails: [1326, 1385],
    fix: ({ user }) => [
      user === null
        ? setUser(
            'Spell the account exactly so, also on a Windows in another language; if another is meant, it is "NT AUTHORITY\\Network Service" or "NT AUTHORITY\\SYSTEM".',
            leastAccount,
          )
        : setUser(spellingOf(user.runAs).say, spellingOf(user.runAs).account ?? '<account>'),
    ],
    weigh: (symptom, facts) => {
      const { user } = symptom;
      if (user === null) return possible;
      const seen = userEvidence(symptom);
      if (user.runAs.kind !== 'misspelled') return weighing('ruled-out', ...seen);
      const group = user.runAs.domain === '' ? findLocalGroup(facts, user.runAs.name) : null;
      return group?.exists
        ? weighing('ruled-out', ...seen, group.evidence)
        : weighing('confirmed', ...seen, evidence('spelled right', showSpelling(spellingOf(user.runAs))));
    },
  },
  {
    id: 'image-user',
    title: 'The pod sets no user, and the USER of the image exists inside isolated containers only',
    explain:
      'Without runAsUserName the runtime uses the USER of the image. Windows creates ContainerUser and ContainerAdministrator for isolated containers only. A HostProcess container runs on the host, which has no such account.',
    reference: guide,
    tails: [1326],
    fix: () => [setAccount],
    weigh: (symptom) => {
      const { user } = symptom;
      if (user === null) return possible;
      const seen = userEvidence(symptom);
      if (user.runAs.kind === 'image') return weighing('confirmed', ...seen);
      return weighing(user.runAs.kind === 'unset' ? 'likely' : 'ruled-out', ...seen);
    },
  },
  {
    id: 'run-as-user-missing',
    title: 'runAsUserName is not set, and the image sets no USER',
    explain:
      'A HostProcess container must have a user. Images that are built on the HostProcess base image have no USER, so the pod must set one.',
    reference: guide,
    fix: () => [setAccount],
    weigh: (symptom) =>
      symptom.user?.runAs.kind === 'unset' ? weighing('confirmed', ...userEvidence(symptom)) : weighText(symptom),
  },
  {
    id: 'run-as-user-malformed',
    title: 'The user has more than one backslash',
    explain:
      'The shim splits the user at its backslash into domain and name. The API server refuses such a runAsUserName, so this one comes from the USER of the image, or from ctr.',
    reference: logonSource,
    fix: () => [runAsSystem('Set the user of the pod: it overrides that of the image.')],
  },
  {
    id: 'run-as-user-invalid',
    title: 'The value of runAsUserName does not follow the rules of the API',
    explain:
      'It has at most one backslash. The domain is a NetBIOS or DNS name, so "." is refused. The name is not empty, has at most 104 characters, and none of "/\\:;|=,+*?<>@[]".',
    reference: guide,
    fix: ({ match }) => [
      inManifest(faultOf(match.captured.account)),
      inManifest(
        'In a HostProcess pod name a system account with its domain, or a local group of the node without one (containerd 1.7 or newer).',
        asLocalService,
      ),
      inManifest(
        'In another Windows pod name a user of the image.',
        'securityContext:\n  windowsOptions:\n    runAsUserName: ContainerUser',
      ),
    ],
    weigh: (symptom) => {
      const { account } = symptom.match.captured;
      return account === undefined ? weighText(symptom) : weighing('possible', evidence('runAsUserName', account));
    },
  },
  {
    id: 'account-needs-password',
    title: 'runAsUserName names a user account, for which the runtime has no password',
    explain:
      'Kubernetes passes no password to the runtime, so the shim logs on every user with an empty password. Windows refuses that for local users, domain users and gMSAs. Only the three system accounts and local groups work.',
    reference: hcsshimSource('pull/1286'),
    tails: [
      ...[53, 59, 64, 67, 121, 1231, 1311, 1326, 1327, 1328, 1329, 1330, 1331, 1355, 1396, 1398],
      ...[1722, 1726, 1753, 1787, 1788, 1789, 1792, 1793, 1907, 1909, 1937],
    ],
    fix: needsPasswordFix,
    weigh: weighNeedsPassword,
  },
  {
    id: 'run-as-non-root',
    title: 'runAsNonRoot is true, and the user is ContainerAdministrator',
    explain:
      'The kubelet counts ContainerAdministrator as root. A HostProcess container cannot use that account anyway.',
    reference: podRequirements,
    fix: () => [setAccount, inManifest('Remove runAsNonRoot from the pod and its containers.')],
  },
  {
    id: 'inherit-user-annotation',
    title: `The annotation ${inheritUser} makes the shim use its own token, and that failed`,
    explain: 'With this annotation the container runs as the account of containerd, and runAsUserName is ignored.',
    reference: hcsshimSource('blob/v0.12.9/pkg/annotations/annotations.go'),
    checks: ['annotation-passthrough', 'agent-account'],
    fix: (symptom) =>
      verified(
        [inManifest(`Remove the annotation ${inheritUser} from the pod template.`), setAccount],
        shell`kubectl get pods -n ${podNamespace(symptom)} -o custom-columns=POD:.metadata.name,ANNOTATIONS:.metadata.annotations`,
        'The new pod does not have the annotation.',
      ),
    weigh: (symptom, { runtime }) => {
      const handlers = (runtime && ifKnown(runtime.status))?.config?.handlers ?? [];
      const passing = handlers.find(({ podAnnotations, containerAnnotations }) =>
        isPassed(inheritUser, [...podAnnotations, ...containerAnnotations]),
      );
      return passing === undefined
        ? weighText(symptom)
        : weighing('confirmed', evidence(`runtime handler ${passing.name}`, 'passes the annotation on'));
    },
  },
];

function weighNeedsPassword(symptom: Symptom, facts: KnownFacts): Weighing {
  const { user } = symptom;
  if (user === null) return possible;
  const { runAs } = user;
  const seen = userEvidence(symptom);
  const isAccount = runAs.kind === 'bare' || (runAs.kind === 'prefixed' && !isBuiltin(runAs.domain));
  if (!isAccount) return weighing('ruled-out', ...seen);
  const shim = shimFamily(facts);
  const group = shim?.family === 'volume' ? null : findLocalGroup(facts, runAs.name);
  const account = findLocalUser(facts, runAs.name);
  const own = runAs.kind === 'bare' || isThisNode(runAs.domain, facts);
  if (runAs.kind === 'bare' && group?.exists) return weighing('ruled-out', ...seen, group.evidence);
  if (own) {
    if (account === null) return weighing('possible', ...seen);
    if (account.user !== null) return weighing('confirmed', ...seen, account.evidence);
    // Without a domain it is a missing group; with one it is meant to be a user.
    return weighing(runAs.kind === 'bare' ? 'ruled-out' : 'likely', ...seen, account.evidence);
  }
  const joined = join(facts);
  if (group?.exists) return weighing('possible', ...seen, group.evidence);
  if (joined === null) return weighing(runAs.name.endsWith('$') ? 'likely' : 'possible', ...seen);
  return weighing(joined.kind === 'domain' ? 'confirmed' : 'likely', ...seen, joined.evidence);
}

function needsPasswordFix({ user }: Symptom): Fix {
  const who = user === null || user.runAs.text === '' ? 'the account' : user.runAs.text;
  return {
    steps: [
      setAccount,
      onNode(
        `Or, from containerd 1.7 on, create a local group on every node that may run the pod, and give it the rights of ${who}.`,
        'New-LocalGroup -Name hpc-pods',
      ),
      setUser('Then name the group in the pod.', 'hpc-pods'),
      onNode('For rights in the domain, give them to the computer account of the node and run the pod as SYSTEM.'),
    ],
  };
}

const asLocalService = `securityContext:
  windowsOptions:
    runAsUserName: 'NT AUTHORITY\\Local Service'`;

/**
 * How to correct a value that breaks the rules. Source: kubernetes pkg/apis/core/validation/validation.go,
 * validateWindowsRunAsUserName.
 */
function faultOf(account: string | undefined): string {
  if (account === undefined) return 'Correct the value as the text says.';
  const value = account.replaceAll('\\\\', '\\');
  const [first = '', second, ...more] = value.split('\\');
  if (more.length > 0) return `Leave one backslash in "${value}", between domain and name.`;
  if (second !== undefined && /^\.?$/.test(first))
    return `Write a domain before the backslash of "${value}", or the name alone.`;
  const wrong = /["/:;|=,+*?<>@[\]]/.exec(second ?? first)?.[0];
  if (wrong !== undefined) return `Remove the character ${wrong} from the name in "${value}".`;
  return `Correct "${value}" by the rule that the text names.`;
}
