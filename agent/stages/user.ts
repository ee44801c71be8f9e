import { evidence } from '../fact.ts';
import { containerdRunsAs } from '../node/containerd-account.ts';
import { findLocalGroup, findLocalUser } from '../node/local-accounts.ts';
import { inheritUser } from '../shim/annotation.ts';
import { showSpelling, spellingOf } from '../shim/run-as.ts';
import type { Expectation, Point } from '../stage/prediction.ts';
import {
  annotationOf,
  type ContainerSubject,
  cannotTell,
  eachContainer,
  expectEvent,
  fails,
  knownEvidence,
  passes,
  type Stage,
  type Subject,
  startEvent,
  suspect,
  warns,
} from '../stage.ts';
import { localService, localSystem, networkService } from '../windows/account.ts';
import { tailText } from '../windows/error-text.ts';

/** Source: hcsshim internal/jobcontainers/logon.go at v0.9.12, v0.11.7, v0.12.9. */
export const user: Stage = {
  id: 'user',
  title: 'Log-on of the account',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/logon.go',
  judge: (subject) => [
    ...warnOfDropped(subject),
    ...eachContainer(subject, (_, one) => [judgeUser(subject, one), ...judgeNonRoot(subject, one)]),
  ],
};

function judgeUser(subject: Subject, container: ContainerSubject): Point {
  const { facts, shim, why } = subject;
  const { runAs } = container;
  const inheriting = judgeInheriting(subject);
  if (inheriting !== null) return inheriting;
  if (shim === null) return cannotTell(`whether the shim supports local groups is not known: ${why('runtime')}`);
  if (runAs.kind === 'unset') return asUnset(container, shim.family === 'hpc');
  if (runAs.kind === 'malformed') return asMalformed(container);
  // Since 0.10 the shim looks up the whole text as a local group first.
  if (shim.family === 'hpc' && runAs.domain === '') {
    const group = findLocalGroup(facts, runAs.text);
    if (group?.exists) return asGroup(subject, container);
    if (group === null && runAs.kind === 'bare') {
      return cannotTell(`whether this node has a local group "${runAs.text}" is not known: ${why('accounts')}`);
    }
  }
  switch (runAs.kind) {
    case 'service':
      return asSystemAccount(subject, container);
    case 'image':
      return wrongPassword(container, `${runAs.text} exists in isolated containers and not on the host`, 'image-user');
    case 'misspelled':
      return wrongPassword(
        container,
        `"${runAs.text}" is not spelled as the shim compares it: write ${showSpelling(spellingOf(runAs))}`,
        'nt-authority-spelling',
      );
    case 'bare':
      return asBareName(subject, container);
    case 'prefixed':
      return asPrefixed(subject, container);
  }
}

/** One of the three system accounts: it needs no password, but a containerd that may create such tokens. */
function asSystemAccount({ facts, why }: Subject, container: ContainerSubject): Point {
  const account = containerdRunsAs(facts);
  if (account === null) return cannotTell(`the account of containerd is not known: ${why('runtime-process')}`);
  const seen = [evidence('runAsUserName', container.runAs.text), ...account.evidence];
  if (account.sid === networkService) {
    return cannotTell('containerd runs as NetworkService, and no documentation says whether that is enough', {
      certainty: 'derived',
      evidence: seen,
    });
  }
  if (account.sid !== localSystem && account.sid !== localService) {
    return fails('containerd runs as an account that is not allowed to create log-on tokens', {
      evidence: seen,
      expect: logon(container, 5, 'The end is from Windows, in its language.'),
      cause: 'containerd-account',
    });
  }
  const denied = suspect('service-logon-right', logon(container, 1385), container, facts);
  if (denied.weight === 'confirmed') {
    return fails('this node denies system accounts the log-on as a service', {
      certainty: 'derived',
      evidence: [...seen, ...denied.evidence],
      expect: logon(container, 1385, worded),
      cause: 'service-logon-right',
    });
  }
  if (account.sid === localService) {
    return warns(
      'containerd runs as LocalService: by its documentation that is enough to log on system accounts, and for little else',
      {
        evidence: seen,
      },
    );
  }
  return passes(`${container.runAs.text} is a system account, and containerd may log it on`, { evidence: seen });
}

/** Stands for the first 20 digits of an id that is not known yet. */
const someAccount = '0'.repeat(20);

/** A local group: the shim creates a temporary account, adds it to the group, and logs it on interactively. */
function asGroup({ facts, why }: Subject, container: ContainerSubject): Point {
  const { name } = container.runAs;
  const account = containerdRunsAs(facts);
  if (account === null) return cannotTell(`the account of containerd is not known: ${why('runtime-process')}`);
  const seen = [...knownEvidence(findLocalGroup(facts, name)), ...account.evidence];
  if (account.sid !== localSystem) {
    return fails('a local group needs a temporary account, which the account of containerd is not allowed to create', {
      certainty: 'derived',
      evidence: seen,
      expect: tokenFails(
        container,
        `failed to create local account for container: failed to create user ${someAccount}: ${tailText(5)}.`,
        'The account is named after the first 20 digits of the container id. An account that administers the node gets further, and fails when it starts the program (error 1314).',
      ),
      cause: 'containerd-account',
    });
  }
  const right = suspect('interactive-logon-right', logon(container, 1385), container, facts);
  if (right.weight === 'confirmed') {
    return fails(`the temporary account of "${name}" is not allowed to log on locally on this node`, {
      certainty: 'derived',
      // That the group exists is among the reasons of the cause.
      evidence: [...account.evidence, ...right.evidence],
      expect: logon(container, 1385, worded),
      cause: 'interactive-logon-right',
    });
  }
  const text = `"${name}" is a local group: the shim creates a temporary account in it`;
  if (right.weight === 'ruled-out') return passes(text, { evidence: [...seen, ...right.evidence] });
  const provided = [`members of "${name}" may log on locally on the node`];
  return passes(text, { evidence: [...seen, ...right.evidence], provided });
}

/** A name without a domain that is not a group for this shim: a user with an empty password. */
function asBareName({ facts, shim }: Subject, container: ContainerSubject): Point {
  const { name } = container.runAs;
  const account = findLocalUser(facts, name);
  const seen = knownEvidence(shim, findLocalGroup(facts, name), account);
  if (account?.user) {
    const summary = `"${name}" is a local user, and the runtime has no password for it`;
    return { ...wrongPassword(container, summary, 'account-needs-password'), evidence: seen };
  }
  const isOld = shim?.family === 'volume';
  const summary = isOld
    ? `this shim treats "${name}" as a user: it supports local groups since containerd 1.7`
    : `this node has no local group "${name}"`;
  const cause = isOld ? 'local-group-unsupported' : 'local-group-missing';
  return { ...wrongPassword(container, summary, cause), evidence: seen };
}

/** A name with a domain that is not NT AUTHORITY. */
function asPrefixed({ facts }: Subject, container: ContainerSubject): Point {
  const { text, name } = container.runAs;
  const { weight } = suspect('local-group-prefixed', logon(container, 1326), container, facts);
  if (weight !== 'confirmed') {
    const summary = `"${text}" is an account with a password, which the runtime does not have`;
    return wrongPassword(container, summary, 'account-needs-password');
  }
  const summary = `"${text}" is a local group with a domain in front, which the shim treats as a user`;
  return {
    ...wrongPassword(container, summary, 'local-group-prefixed'),
    evidence: knownEvidence(findLocalGroup(facts, name)),
  };
}

function asUnset(container: ContainerSubject, knowsGroups: boolean): Point {
  const text = knowsGroups ? 'empty username or group name passed' : 'empty user string passed';
  const note =
    'For an image that is built from the HostProcess base image, which sets no USER. With a USER such as ContainerUser the message ends in "failed to logon user".';
  const isRead = container.image !== null;
  const why = isRead
    ? ', and the image has no USER'
    : ': the USER of the image decides, which does not exist on the host';
  return fails(`runAsUserName is not set${why}`, {
    certainty: isRead ? 'sourced' : 'derived',
    expect: tokenFails(container, text, isRead ? null : note),
    cause: 'run-as-user-missing',
  });
}

const asMalformed = (container: ContainerSubject): Point =>
  fails(`"${container.runAs.text}" has more than one backslash`, {
    expect: tokenFails(container, `invalid user string \`${container.runAs.text}\``),
    cause: 'run-as-user-malformed',
  });

/** If the annotation decides, the shim logs no account on; null: it does not decide. */
function judgeInheriting(subject: Subject): Point | null {
  const { state, value } = annotationOf(subject, inheritUser);
  if (value !== 'true') return null;
  if (state === 'unknown') {
    return cannotTell(`whether ${inheritUser} reaches the shim is not known: ${subject.why('runtime')}`);
  }
  if (state !== 'passed') return null;
  const text = `${inheritUser} reaches the shim: the container runs as the account of containerd, whatever runAsUserName says`;
  return passes(text, { evidence: knownEvidence(containerdRunsAs(subject.facts)) });
}

function warnOfDropped(subject: Subject): Point[] {
  const { state, value } = annotationOf(subject, inheritUser);
  return state === 'dropped' && value === 'true'
    ? [warns(`${inheritUser} has no effect: containerd does not pass it to the shim`)]
    : [];
}

/**
 * The kubelet knows one name for root on Windows. Source: k8s.io/kubernetes
 * pkg/kubelet/kuberuntime/security_context_windows.go.
 */
function judgeNonRoot({ pod }: Subject, { container, name, runAs }: ContainerSubject): Point[] {
  const wanted = container.securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot;
  if (wanted !== true) return [];
  if (!/^containeradministrator$/i.test(runAs.text)) {
    return [warns('HostProcess pods must not set runAsNonRoot: true, though nothing refuses it')];
  }
  const text = `Error: container's runAsUserName (${runAs.text}) which will be regarded as root identity and will break non-root policy (pod: "${pod.name}_${pod.namespace ?? 'default'}(<uid>)", container: ${name})`;
  return [
    fails(`the kubelet takes ${runAs.text} for root, which runAsNonRoot forbids`, {
      expect: expectEvent(text, '<uid> is that of the pod.'),
      cause: 'run-as-non-root',
    }),
  ];
}

/** The message if there is no token. Source: hcsshim internal/jobcontainers/logon.go at v0.9.12, v0.11.7. */
const tokenFails = ({ name }: ContainerSubject, text: string, note: string | null = null): Expectation =>
  startEvent(name, `failed to create user process token: ${text}`, note);

/** @param code the Win32 error of LogonUserW */
const logon = (container: ContainerSubject, code: number, note: string | null = null): Expectation =>
  tokenFails(container, `failed to logon user: ${tailText(code)}.`, note);

const worded = 'Windows adds the last sentence, in its own language; this is the most likely one.';

/** An account that the shim tries to log on with an empty password. */
const wrongPassword = (container: ContainerSubject, summary: string, cause: string): Point =>
  fails(summary, { certainty: 'derived', expect: logon(container, 1326, worded), cause });
