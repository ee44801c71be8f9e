import { localService, localSystem, serviceAccountSid, sidName } from '../account.ts';
import { check, type Evidence, evidence } from '../check.ts';
import { given, known } from '../fact.ts';

const fixText =
  'Let containerd run as LocalSystem: sc.exe config containerd obj= LocalSystem, then restart it: Restart-Service containerd. ' +
  'Running pods go on; new ones wait until it is back. On a node whose containerd is started by another service, change the account of that service.';

export const containerdAccount = check({
  id: 'containerd-account',
  title: 'Account that containerd runs as',
  why: 'Only LocalSystem (or LocalService) may make log-on tokens for the accounts of HostProcess containers; a user account, even an administrator, gets "failed to logon user: Access is denied."',
  needs: ['services', 'runtime-process'],
  reference:
    'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#troubleshooting-hostprocess-containers',
  run(facts) {
    const service = given(facts.services.containerd);
    const process = facts['runtime-process'].containerd[0];
    const running = process === undefined ? undefined : given(process.account);
    const seen: Evidence[] = [];
    if (service)
      seen.push(
        evidence('service account (configured)', service.account === '' ? '(empty: LocalSystem)' : service.account),
      );
    if (process) seen.push(evidence('containerd.exe pid', process.pid));
    if (running)
      seen.push(
        evidence('account of the process', running.name === null ? running.sid : `${running.name} (${running.sid})`),
      );

    // The process is what makes tokens. Its account is often hidden from LocalService; the configuration is not.
    const sid = running?.sid ?? (service ? serviceAccountSid(service.account) : undefined);
    const from = running ? 'the running process' : 'the service configuration';
    if (sid === undefined) {
      if (process !== undefined) known(process.account);
      known(facts.services.containerd);
      return { status: 'skip', summary: 'no containerd service and no containerd.exe on this node' };
    }
    if (sid === localSystem) return { status: 'pass', summary: `LocalSystem, by ${from}`, evidence: seen };
    if (sid === localService) {
      return {
        status: 'pass',
        summary: `LocalService, by ${from}: documented as enough for log-on tokens, but it may not create the accounts that a local group as runAsUserName needs, nor administer the host`,
        evidence: seen,
      };
    }
    const who = sid === null ? (service?.account ?? 'an ordinary account') : (running?.name ?? sidName(sid));
    return {
      status: 'fail',
      summary: `containerd runs as ${who}, which may not make log-on tokens: every HostProcess container fails with "failed to logon user: Access is denied."`,
      evidence: seen,
      fix: fixText,
      causes: ['containerd-account'],
    };
  },
});
