import { check, pass, skip, type Verdict, warn } from '../check.ts';
import { cannotKnow, evidence, ifKnown, known } from '../fact.ts';
import type { Account, ProcessFact } from '../facts/runtime-process.ts';
import { shell, verified } from '../fix.ts';
import { runAsLocalSystem, showProcessAccount, systemAccount } from '../node/containerd-account.ts';
import { processesOf, restartStep, type Starter, starterOf } from '../node/containerd-service.ts';
import { mayLogOn, serviceAccountSid, showAccount, showServiceAccount, sidName } from '../windows/account.ts';

export const containerdAccountPending = check({
  id: 'containerd-account-pending',
  area: 'account',
  title: 'Account of containerd after its next start',
  why: 'A changed service account takes effect when the service starts again. Until then the configured account and the running one differ: HostProcess pods that work can fail after the next reboot, and a corrected account does not help before it.',
  needs: ['services', 'runtime-process', 'os'],
  gives: ['pass', 'skip', 'warn'],
  // Whose fix sets the account and restarts containerd.
  follows: ['containerd-account'],
  reference: 'https://learn.microsoft.com/en-us/windows/win32/api/winsvc/nf-winsvc-queryserviceconfigw',
  run(facts) {
    const starter = known(starterOf(facts.services));
    if (starter === null) return skip('no service starts containerd here');
    const { service } = starter;
    const process = processesOf(starter, facts['runtime-process'].containerd)[0];
    if (process === undefined) {
      return skip(`the service ${service.name} runs no containerd.exe; its next start uses the configured account`);
    }
    if (!process.account.ok && process.account.error.kind === 'denied') {
      const unchanged = byTimes(starter, process);
      if (unchanged !== null) return unchanged;
    }
    const running = known(process.account);
    const shown = showAccount(running);
    const set = showServiceAccount(service.account);
    const seen = [
      evidence(`account of the service ${service.name}, from its next start`, set),
      evidence(`account of containerd.exe (pid ${process.pid})`, shown),
    ];
    if (isSame(service.account, running, facts.os.hostname)) {
      return pass(`unchanged: ${set}`, seen);
    }
    const isGood = mayLogOn(serviceAccountSid(service.account));
    return warn(
      `containerd runs as ${shown}, but from its next start it runs as ${set}${isGood ? '' : ': HostProcess containers then fail with "failed to logon user: Access is denied."'}`,
      seen,
      isGood
        ? verified(showProcessAccount, systemAccount, [restartStep(starter, facts.services)])
        : verified(shell`sc.exe qc ${service.name} 8192`, 'SERVICE_START_NAME is LocalSystem.', [
            {
              ...runAsLocalSystem(service.name, {}),
              say: `Let the service ${service.name} run as LocalSystem again, before anything restarts it.`,
            },
          ]),
      ['containerd-account'],
    );
  },
});

/**
 * For an account that cannot read the account of the process. A configuration that was last written before the process
 * was started is the one that it was started with. A later write proves nothing, because it need not have changed the
 * account. null: not known.
 */
function byTimes({ service }: Starter, process: ProcessFact): Verdict<'pass'> | null {
  const writtenAt = service.configuredAt && ifKnown(service.configuredAt);
  const startedAt = ifKnown(process.startedAt);
  if (!writtenAt || !startedAt || Date.parse(writtenAt) >= Date.parse(startedAt)) return null;
  return pass(`unchanged since containerd was started: ${showServiceAccount(service.account)}`, [
    evidence(`account of the service ${service.name}, from its next start`, showServiceAccount(service.account)),
    evidence('configuration of the service last written', writtenAt),
    evidence(`containerd.exe (pid ${process.pid}) started`, startedAt),
  ]);
}

/**
 * Whether the configured account is the one that runs. Ordinary accounts are compared by name, since only the machine
 * knows their SID.
 */
function isSame(configured: string, running: Account, hostname: string): boolean {
  const sid = serviceAccountSid(configured);
  if (sid !== null) return sid === running.sid;
  if (sidName(running.sid) !== running.sid) return false;
  if (running.name === null) {
    return cannotKnow(
      `no name is known for the account ${running.sid} that containerd runs as, so that it cannot be compared with ${configured}`,
    );
  }
  const [domain, user] = partsOf(running.name);
  const [setDomain, setUser] = partsOf(configured);
  if (user !== setUser) return false;
  return setDomain === null || domain === (setDomain === '.' ? netBiosName(hostname) : setDomain);
}

/** `DOMAIN\user` and `user@domain` in lower case. A DNS domain is null: the name of the running account has the NetBIOS one. */
function partsOf(account: string): [domain: string | null, user: string] {
  const [first = '', second] = account.toLowerCase().split('\\');
  if (second !== undefined) return [first === '.' || !first.includes('.') ? first : null, second];
  return [null, first.replace(/@.*/, '')];
}

/** The domain part of a local account's name: Windows cuts the computer's name at 15 characters. */
const netBiosName = (hostname: string) => hostname.replace(/\..*/, '').slice(0, 15).toLowerCase();
