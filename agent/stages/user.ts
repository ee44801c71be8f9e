import { localService, localSystem, networkService } from '../account.ts';
import { inheritUser } from '../annotation.ts';
import { evidence } from '../check.ts';
import { type AccountClue, containerdAccount, localGroup, localUser } from '../clue.ts';
import { annotationOf } from '../pod-annotation.ts';
import type { Point } from '../prediction.ts';
import { spelledRight } from '../run-as.ts';
import {
  type ContainerSubject,
  cannotTell,
  event,
  evidenceOf,
  fails,
  passes,
  type Stage,
  type Subject,
  startEvent,
  suspect,
  warns,
} from '../stage.ts';
import { tailText } from '../tail.ts';

/** Source: hcsshim internal/jobcontainers/logon.go at v0.9.12, v0.11.7, v0.12.9. */
export const user: Stage = {
  id: 'user',
  title: 'the shim gets a log-on token for the user',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/logon.go',
  judge: (subject) => [
    ...judgeInheriting(subject),
    ...subject.containers.flatMap((container) =>
      [judgeUser(subject, container), ...judgeNonRoot(subject, container)].map((point) => ({
        ...point,
        container: container.name,
      })),
    ),
  ],
};

function judgeInheriting(subject: Subject): Point[] {
  const { state, value } = annotationOf(subject, inheritUser);
  return state === 'dropped' && value === 'true'
    ? [warns(`${inheritUser} has no effect: containerd does not hand it on`)]
    : [];
}

/** kubelet knows one name of root on Windows. Source: k8s.io/kubernetes pkg/kubelet/kuberuntime/security_context_windows.go. */
function judgeNonRoot({ pod }: Subject, { container, name, runAs }: ContainerSubject): Point[] {
  const wanted = container.securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot;
  if (wanted !== true) return [];
  if (!/^containeradministrator$/i.test(runAs.text)) {
    return [warns('runAsNonRoot: true is documented as not allowed here, and nothing refuses it')];
  }
  const text = `Error: container's runAsUserName (${runAs.text}) which will be regarded as root identity and will break non-root policy (pod: "${pod.name}_${pod.namespace ?? 'default'}(<uid>)", container: ${name})`;
  return [
    fails(`kubelet takes ${runAs.text} for root, which runAsNonRoot forbids`, {
      expect: event(text, 'In the place of <uid> stands that of the pod.'),
      cause: 'run-as-non-root',
    }),
  ];
}

function judgeUser(subject: Subject, container: ContainerSubject): Point {
  const { facts, shim } = subject;
  const { runAs } = container;
  const inherits = annotationOf(subject, inheritUser);
  if (inherits.value === 'true' && inherits.state === 'passed') {
    const text = `${inheritUser} reaches the shim: it runs as containerd does, whatever runAsUserName says`;
    return passes(text, { evidence: evidenceOf(containerdAccount(facts)) });
  }
  if (inherits.value === 'true' && inherits.state === 'unknown') {
    return cannotTell(`whether ${inheritUser} reaches the shim is not known: ${subject.why('runtime')}`);
  }
  if (shim === null) return cannotTell(`whether the shim knows local groups is not known: ${subject.why('runtime')}`);
  if (runAs.kind === 'unset') return unset(container, shim.family === 'hpc');
  if (runAs.kind === 'malformed') {
    return refused(
      container,
      `"${runAs.text}" has more than one backslash`,
      `invalid user string \`${runAs.text}\``,
      'run-as-user-malformed',
    );
  }
  // From 0.10 on the whole text is looked up as a local group before anything else.
  if (shim.family === 'hpc' && runAs.domain === '') {
    const group = localGroup(facts, runAs.text);
    if (group?.exists) return asGroup(subject, container);
    if (group === null && runAs.kind === 'bare') {
      return cannotTell(`whether this node has a local group "${runAs.text}" is not known: ${subject.why('accounts')}`);
    }
  }
  switch (runAs.kind) {
    case 'service':
      return asService(subject, container);
    case 'image':
      return wrongPassword(
        container,
        `${runAs.text} is made by Windows for isolated containers and does not exist on the host`,
        'image-user',
      );
    case 'misspelled':
      return wrongPassword(
        container,
        `"${runAs.text}" is not spelled as the shim compares it: it must be exactly "${spelledRight(runAs)}"`,
        'nt-authority-spelling',
      );
    case 'bare':
      return asBareName(subject, container);
    case 'prefixed':
      return asPrefixed(subject, container);
  }
}

const logon = (container: ContainerSubject, code: number, note: string | null = null) =>
  token(container, `failed to logon user: ${tailText(code)}.`, note);
const token = ({ name }: ContainerSubject, text: string, note: string | null = null) =>
  startEvent(name, `failed to create user process token: ${text}`, note);

const worded = "The end is Windows' own, in its language; this one is the likeliest.";

const refused = (container: ContainerSubject, summary: string, text: string, cause: string): Point =>
  fails(summary, { expect: token(container, text), cause });

/** An account that Windows is asked to log on with an empty password. */
const wrongPassword = (container: ContainerSubject, summary: string, cause: string): Point =>
  fails(summary, { standing: 'derived', expect: logon(container, 1326, worded), cause });

function unset(container: ContainerSubject, knowsGroups: boolean): Point {
  const text = knowsGroups ? 'empty username or group name passed' : 'empty user string passed';
  const note =
    'So with an image from the HostProcess base image, which names no user. One with a USER of its own, such as ContainerUser, ends in "failed to logon user".';
  return fails('runAsUserName is not set, so that the USER of the image counts, which has no use on the host', {
    standing: 'derived',
    expect: token(container, text, note),
    cause: 'run-as-user-missing',
  });
}

/** One of the three system accounts: needs no password, and a containerd that may make such tokens. */
function asService(subject: Subject, container: ContainerSubject): Point {
  const { facts } = subject;
  const account = containerdAccount(facts);
  if (account === null) {
    return cannotTell(`as whom containerd runs is not known: ${subject.why('runtime-process')}`);
  }
  const seen = [evidence('runAsUserName', container.runAs.text), ...account.evidence];
  if (account.sid === networkService) {
    return cannotTell('containerd runs as NetworkService, which nobody documents as enough', {
      standing: 'derived',
      evidence: seen,
    });
  }
  if (!isEnough(account)) {
    return fails('containerd runs as an account that may not make log-on tokens', {
      evidence: seen,
      expect: logon(container, 5, "The end is Windows' own, in its language."),
      cause: 'containerd-account',
    });
  }
  const denied = suspect('service-logon-right', logon(container, 1385), container, facts);
  if (denied.weight === 'confirmed') {
    return fails('this node denies system accounts to log on as a service', {
      standing: 'derived',
      evidence: [...seen, ...denied.evidence],
      expect: logon(container, 1385, worded),
      cause: 'service-logon-right',
    });
  }
  if (account.sid === localService) {
    return warns('containerd runs as LocalService: documented as enough for this, and too weak for much else', {
      evidence: seen,
    });
  }
  return passes(`${container.runAs.text} is a system account, and containerd may log it on`, { evidence: seen });
}

const isEnough = ({ sid }: AccountClue) => sid === localSystem || sid === localService;

/** In the place of the first 20 digits of an id that nobody knows yet. */
const someAccount = '0'.repeat(20);

/** A local group: the shim makes a temporary account, puts it in, and logs it on interactively. */
function asGroup(subject: Subject, container: ContainerSubject): Point {
  const { facts } = subject;
  const { name } = container.runAs;
  const account = containerdAccount(facts);
  if (account === null) return cannotTell(`as whom containerd runs is not known: ${subject.why('runtime-process')}`);
  const seen = [...evidenceOf(localGroup(facts, name)), ...account.evidence];
  if (account.sid !== localSystem) {
    return fails('a local group needs a temporary account, and containerd may not make one as it runs', {
      standing: 'derived',
      evidence: seen,
      expect: token(
        container,
        `failed to create local account for container: failed to create user ${someAccount}: ${tailText(5)}.`,
        'The account is named after the first 20 digits of the container id. An account that administers the node gets further, and fails when it starts the program (error 1314).',
      ),
      cause: 'containerd-account',
    });
  }
  const right = suspect('interactive-logon-right', logon(container, 1385), container, facts);
  if (right.weight === 'confirmed') {
    return fails(`the temporary account of "${name}" may not log on locally on this node`, {
      standing: 'derived',
      evidence: [...seen, ...right.evidence],
      expect: logon(container, 1385, worded),
      cause: 'interactive-logon-right',
    });
  }
  const text = `"${name}" is a local group: the shim makes a temporary account in it`;
  if (right.weight === 'ruled-out') return passes(text, { evidence: [...seen, ...right.evidence] });
  const provided = [`members of "${name}" may log on locally on the node`];
  return passes(text, { evidence: [...seen, ...right.evidence], provided });
}

/** A name without a domain that is no group for this shim: a user, with an empty password. */
function asBareName(subject: Subject, container: ContainerSubject): Point {
  const { facts, shim } = subject;
  const { name } = container.runAs;
  const account = localUser(facts, name);
  const seen = evidenceOf(shim, localGroup(facts, name), account);
  if (account?.user) {
    const point = wrongPassword(
      container,
      `"${name}" is a local user, and nobody gives the runtime a password`,
      'account-needs-password',
    );
    return { ...point, evidence: seen };
  }
  const isOld = shim?.family === 'volume';
  const summary = isOld
    ? `this shim takes "${name}" for a user: local groups came with containerd 1.7`
    : `this node has no local group "${name}"`;
  return {
    ...wrongPassword(container, summary, isOld ? 'local-group-unsupported' : 'local-group-missing'),
    evidence: seen,
  };
}

function asPrefixed({ facts }: Subject, container: ContainerSubject): Point {
  const { text, name } = container.runAs;
  const weight = suspect('local-group-prefixed', logon(container, 1326), container, facts).weight;
  const seen = evidenceOf(localGroup(facts, name));
  return weight === 'confirmed'
    ? {
        ...wrongPassword(
          container,
          `"${text}" names a local group with a domain before it, and is taken for a user`,
          'local-group-prefixed',
        ),
        evidence: seen,
      }
    : wrongPassword(
        container,
        `"${text}" is an account with a password, and nobody gives the runtime one`,
        'account-needs-password',
      );
}
