import { podNamespace, type Symptom, type WrittenCauses, weighing, weighText } from '../cause.ts';
import { evidence, ifKnown } from '../fact.ts';
import {
  inManifest,
  leastAccount,
  onNode,
  runAsSystem,
  runAsSystemAccount,
  type Step,
  setUser,
  shell,
  verified,
} from '../fix.ts';
import { findLocalGroup, findLocalUser, isBuiltin, isThisNode, join } from '../node/local-accounts.ts';
import { shimFamily } from '../node/new-pod.ts';
import { inheritUser, isPassed } from '../shim/annotation.ts';
import { type RunAs, showSpelling, spellingOf } from '../shim/run-as.ts';
import type { KnownFacts } from '../snapshot.ts';
import { logonRefusals } from '../windows/account.ts';
import { ownGroup } from './group.ts';
import {
  hcsshimSource,
  hostProcessGuide,
  logonSource,
  podRequirements,
  type Seen,
  userEvidence,
  weighPart,
  weighUser,
} from './weigh.ts';

const guide = hostProcessGuide('choosing-a-user-account');

const setAccount = runAsSystemAccount('Set the user of the pod.');

/** How runAsUserName is spelled, and what it names. */
export const userCauses: WrittenCauses = {
  'nt-authority-spelling': {
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
    weigh: weighUser((runAs, facts) => {
      if (runAs.kind !== 'misspelled') return ['ruled-out'];
      const group = runAs.domain === '' ? findLocalGroup(facts, runAs.name) : null;
      return group?.exists
        ? ['ruled-out', group.evidence]
        : ['confirmed', evidence('spelled right', showSpelling(spellingOf(runAs)))];
    }),
  },
  'image-user': {
    title: 'The pod sets no user, and the USER of the image exists inside isolated containers only',
    explain:
      'Without runAsUserName the runtime uses the USER of the image. Windows creates ContainerUser and ContainerAdministrator for isolated containers only. A HostProcess container runs on the host, which has no such account.',
    reference: guide,
    tails: [1326],
    fix: () => [setAccount],
    weigh: weighUser(({ kind }) => [kind === 'image' ? 'confirmed' : kind === 'unset' ? 'likely' : 'ruled-out']),
  },
  'run-as-user-missing': {
    title: 'runAsUserName is not set, and the image sets no USER',
    explain:
      'A HostProcess container must have a user. Images that are built on the HostProcess base image have no USER, so the pod must set one.',
    reference: guide,
    fix: () => [setAccount],
    weigh: (symptom) =>
      symptom.user?.runAs.kind === 'unset' ? weighing('confirmed', ...userEvidence(symptom)) : weighText(symptom),
  },
  'run-as-user-malformed': {
    title: 'The user has more than one backslash',
    explain:
      'The shim splits the user at its backslash into domain and name. The API server refuses such a runAsUserName, so this one comes from the USER of the image, or from ctr.',
    reference: logonSource,
    fix: () => [runAsSystem('Set the user of the pod: it overrides that of the image.')],
  },
  'run-as-user-invalid': {
    title: 'The value of runAsUserName does not follow the rules of the API',
    explain:
      'It has at most one backslash. The domain is a NetBIOS or DNS name, so "." is refused. The name is not empty, has at most 104 characters, and none of "/\\:;|=,+*?<>@[]".',
    reference: guide,
    fix: ({ match, message }) => [
      inManifest(faultOf(match.captured.account, message.text)),
      setUser(
        'In a HostProcess pod name a system account with its domain, or a local group of the node without one (containerd 1.7 or newer).',
        leastAccount,
      ),
      inManifest(
        'In another Windows pod name a user of the image.',
        'securityContext:\n  windowsOptions:\n    runAsUserName: ContainerUser',
      ),
    ],
    weigh: weighPart('runAsUserName', ({ account }) => account),
  },
  'account-needs-password': {
    title: 'runAsUserName names a user account, for which the runtime has no password',
    explain:
      'Kubernetes passes no password to the runtime, so the shim logs on every user with an empty password. Windows refuses that for local users, domain users and gMSAs. Only the three system accounts and local groups work.',
    reference: hcsshimSource('pull/1286'),
    tails: [1326, ...logonRefusals.restricted, ...logonRefusals.domain],
    fix: needsPasswordFix,
    weigh: weighUser(weighNeedsPassword),
  },
  'run-as-non-root': {
    title: 'runAsNonRoot is true, and the user is ContainerAdministrator',
    explain:
      'The kubelet counts ContainerAdministrator as root. A HostProcess container cannot use that account anyway.',
    reference: podRequirements,
    fix: () => [setAccount, inManifest('Remove runAsNonRoot from the pod and its containers.')],
  },
  'inherit-user-annotation': {
    title: `The annotation ${inheritUser} makes the shim use its own token, and that failed`,
    explain: 'With this annotation the container runs as the account of containerd, and runAsUserName is ignored.',
    reference: hcsshimSource('blob/v0.12.9/pkg/annotations/annotations.go'),
    checks: ['annotation-passthrough', 'agent-account'],
    fix: (symptom) =>
      verified(
        shell`kubectl get pods -n ${podNamespace(symptom)} -o custom-columns=POD:.metadata.name,ANNOTATIONS:.metadata.annotations`,
        'The new pod does not have the annotation.',
        [inManifest(`Remove the annotation ${inheritUser} from the pod template.`), setAccount],
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
};

function weighNeedsPassword(runAs: RunAs, facts: KnownFacts): Seen {
  const isAccount = runAs.kind === 'bare' || (runAs.kind === 'prefixed' && !isBuiltin(runAs.domain));
  if (!isAccount) return ['ruled-out'];
  const shim = shimFamily(facts);
  const group = shim?.family === 'volume' ? null : findLocalGroup(facts, runAs.name);
  const account = findLocalUser(facts, runAs.name);
  const own = runAs.kind === 'bare' || isThisNode(runAs.domain, facts);
  if (runAs.kind === 'bare' && group?.exists) return ['ruled-out', group.evidence];
  if (own) {
    if (account === null) return ['possible'];
    if (account.user !== null) return ['confirmed', account.evidence];
    // Without a domain it is a missing group; with one it is meant to be a user.
    return [runAs.kind === 'bare' ? 'ruled-out' : 'likely', account.evidence];
  }
  const joined = join(facts);
  if (group?.exists) return ['possible', group.evidence];
  if (joined === null) return [runAs.name.endsWith('$') ? 'likely' : 'possible'];
  return [joined.kind === 'domain' ? 'confirmed' : 'likely', joined.evidence];
}

function needsPasswordFix({ user }: Symptom): Step[] {
  const who = user === null || user.runAs.text === '' ? 'the account' : user.runAs.text;
  return [
    setAccount,
    ...ownGroup(
      `Or, from containerd 1.7 on, create a local group on every node that may run the pod, and give it the rights of ${who}.`,
    ),
    onNode('For rights in the domain, give them to the computer account of the node and run the pod as SYSTEM.'),
  ];
}

/**
 * How to correct a value that breaks the rules. Source: kubernetes pkg/apis/core/validation/validation.go,
 * validateWindowsRunAsUserName.
 */
function faultOf(account: string | undefined, text: string): string {
  if (account === undefined) return 'Correct the value as the text says.';
  const value = account.replaceAll('\\\\', '\\');
  if (text.includes('control characters'))
    return `Remove the control character, such as \\n for a new line, from "${value}".`;
  const [first = '', second, ...more] = value.split('\\');
  if (more.length > 0) return `Leave one backslash in "${value}", between domain and name.`;
  if (second !== undefined && /^\.?$/.test(first))
    return `Write a domain before the backslash of "${value}", or the name alone.`;
  const wrong = /["/:;|=,+*?<>@[\]]/.exec(second ?? first)?.[0];
  if (wrong !== undefined) return `Remove the character ${wrong} from the name in "${value}".`;
  return `Correct "${value}" by the rule that the text names.`;
}
