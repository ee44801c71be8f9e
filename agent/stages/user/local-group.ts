import { containerdRunsAs } from '../../node/containerd-account.ts';
import { findLocalGroup } from '../../node/local-accounts.ts';
import type { Point } from '../../stage/prediction.ts';
import { type ContainerSubject, cannotTell, fails, knownEvidence, passes, type Subject, suspect } from '../../stage.ts';
import { localSystem } from '../../windows/account.ts';
import { tailText } from '../../windows/error-text.ts';
import { logon, tokenFails, worded } from './expected-error.ts';

/** Stands for the first 20 digits of an id that is not known yet. */
const someAccount = '0'.repeat(20);

/** A local group: the shim creates a temporary account, adds it to the group, and logs it on interactively. */
export function asGroup({ facts, why }: Subject, container: ContainerSubject): Point {
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
      evidence: [...seen, ...right.evidence],
      expect: logon(container, 1385, worded),
      cause: 'interactive-logon-right',
    });
  }
  const text = `"${name}" is a local group: the shim creates a temporary account in it`;
  if (right.weight === 'ruled-out') return passes(text, { evidence: [...seen, ...right.evidence] });
  const provided = [`members of "${name}" may log on locally on the node`];
  return passes(text, { evidence: [...seen, ...right.evidence], provided });
}
