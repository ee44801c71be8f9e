import { findLocalGroup } from '../node/local-accounts.ts';
import { showSpelling, spellingOf } from '../shim/run-as.ts';
import type { Point } from '../stage/prediction.ts';
import { type ContainerSubject, cannotTell, type Stage, type Subject } from '../stage.ts';
import { wrongPassword } from './user/expected-error.ts';
import { judgeInheriting, warnOfDropped } from './user/inheriting.ts';
import { asGroup } from './user/local-group.ts';
import { asMalformed, asUnset } from './user/no-name.ts';
import { judgeNonRoot } from './user/non-root.ts';
import { asBareName, asPrefixed } from './user/other-name.ts';
import { asSystemAccount } from './user/system-account.ts';

/** Source: hcsshim internal/jobcontainers/logon.go at v0.9.12, v0.11.7, v0.12.9. */
export const user: Stage = {
  id: 'user',
  title: 'Log-on of the account',
  reference: 'https://github.com/microsoft/hcsshim/blob/v0.11.7/internal/jobcontainers/logon.go',
  judge: (subject) => [
    ...warnOfDropped(subject),
    ...subject.containers.flatMap((container) =>
      [judgeUser(subject, container), ...judgeNonRoot(subject, container)].map((point) => ({
        ...point,
        container: container.name,
      })),
    ),
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
