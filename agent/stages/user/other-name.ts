import { findLocalGroup, findLocalUser } from '../../node/local-accounts.ts';
import type { Point } from '../../stage/prediction.ts';
import { type ContainerSubject, knownEvidence, type Subject, suspect } from '../../stage.ts';
import { logon, wrongPassword } from './expected-error.ts';

/** A name without a domain that is not a group for this shim: a user with an empty password. */
export function asBareName({ facts, shim }: Subject, container: ContainerSubject): Point {
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
export function asPrefixed({ facts }: Subject, container: ContainerSubject): Point {
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
