import { check, pass, warn } from '../check.ts';
import { type Evidence, evidence, known } from '../fact.ts';
import { runAsSystem } from '../fix.ts';
import { ownContainer } from '../node/own-container.ts';
import { inheritUser } from '../shim/annotation.ts';
import {
  administrators,
  isShimAccount,
  localService,
  localSystem,
  networkService,
  sidName,
} from '../windows/account.ts';

/**
 * By the default access lists of Windows; hcsshim makes the accounts of groups, go-winio the pipe. Of that, others than
 * administrators may read; libuv's open_named_pipe asks for both ways, then for reading with FILE_WRITE_ATTRIBUTES, and
 * both are denied.
 */
const hidden =
  'may not read the CRI pipe, log-on rights, the accounts of the processes of containerd, and the jobs of other containers: checks that need these ask other sources, which their evidence names, or are hidden';

export const agentAccount = check({
  id: 'agent-account',
  area: 'node',
  title: 'Account that hostprobe runs as, and what it cannot see',
  why: 'A weaker account is safer and sees less; what it cannot see is judged by other sources or reported as hidden, never as absent.',
  needs: ['identity', 'sandbox'],
  gives: ['pass', 'warn'],
  reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/#choosing-a-user-account',
  run(facts) {
    const token = known(facts.identity.token);
    const { sid, name } = token.user;
    const admin = token.groups.find((group) => group.sid === administrators);
    const seen: Evidence[] = [
      evidence('account', name === null ? sid : `${name} (${sid})`),
      evidence('integrity', token.integrity),
      evidence('elevated', token.elevated),
      evidence('groups', namedGroups(token.groups)),
    ];
    if (sid === localSystem) return pass('LocalSystem: sees all that hostprobe asks for', seen);
    if (sid === localService || sid === networkService) {
      return pass(`${sidName(sid)} ${hidden}`, seen);
    }
    const temporary = isShimAccount(name?.split('\\')[1] ?? '');
    const who = temporary ? `the temporary account ${name} of a local group` : (name ?? sid);
    if (admin?.enabled) return pass(`${who}, an administrator`, seen);
    if (ownContainer(facts) === 'none') return pass(`${who}, not an administrator, ${hidden}`, seen);
    if (admin !== undefined) {
      return warn(
        `${who} belongs to Administrators, but Windows removed that from its token: it is not an administrator here and ${hidden}`,
        seen,
        [runAsSystem('Use an account that Windows does not filter.')],
      );
    }
    if (!temporary && name !== null) {
      return warn(
        `${who} is neither a service account of Windows nor made for a local group: only the annotation ${inheritUser} gives a HostProcess container such an account, that of containerd`,
        seen,
        [
          runAsSystem(
            `Remove the annotation ${inheritUser}, and set the user; see containerd-account for the account of containerd.`,
          ),
        ],
        ['inherit-user-annotation'],
      );
    }
    return pass(`${who}, ${hidden}`, seen);
  },
});

function namedGroups(groups: { name: string | null; sid: string; enabled: boolean }[]): string {
  const shown = groups.map(({ name, sid, enabled }) => `${name ?? sid}${enabled ? '' : ' (off)'}`);
  return shown.length > 0 ? shown.join(', ') : '(none)';
}
