import { evidence } from '../../fact.ts';
import { containerdRunsAs } from '../../node/containerd-account.ts';
import type { Point } from '../../stage/prediction.ts';
import { type ContainerSubject, cannotTell, fails, passes, type Subject, suspect, warns } from '../../stage.ts';
import { localService, localSystem, networkService } from '../../windows/account.ts';
import { logon, worded } from './expected-error.ts';

/** One of the three system accounts: it needs no password, but a containerd that may create such tokens. */
export function asSystemAccount({ facts, why }: Subject, container: ContainerSubject): Point {
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
    return warns('containerd runs as LocalService, which is documented as enough for this, but for little else', {
      evidence: seen,
    });
  }
  return passes(`${container.runAs.text} is a system account, and containerd may log it on`, { evidence: seen });
}
