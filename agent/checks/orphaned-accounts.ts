import { check, type FactsOf, pass, warn } from '../check.ts';
import { evidence, ifKnown, known, plural } from '../fact.ts';
import { lines, onNode, shell, verified } from '../fix.ts';
import { leftAccounts, riskOfRemoving } from '../node/local-accounts.ts';
import { isShimAccount } from '../windows/account.ts';

type Facts = FactsOf<'runtime', 'cluster'>;

const shownAtMost = 10;

export const orphanedAccounts = check({
  id: 'orphaned-accounts',
  area: 'account',
  title: 'Local accounts left over from HostProcess containers',
  why: 'For a local group as runAsUserName the shim creates a local account and deletes it with the container. When the log-on fails or the shim is killed the account stays: one for each attempt in a crash loop.',
  needs: ['accounts', 'runtime'],
  consults: ['cluster'],
  gives: ['pass', 'warn'],
  reference: 'https://github.com/microsoft/hcsshim/pull/1286',
  run(facts) {
    const temporary = known(facts.accounts.users).filter(({ name }) => isShimAccount(name));
    const cut = facts.accounts.truncated.includes('users')
      ? [evidence('list of users', 'incomplete; there may be more')]
      : [];
    if (temporary.length === 0) {
      return pass('none: no local account is named after a container', cut);
    }
    const { ids, by } = containersOf(facts);
    const owners = new Set(ids.map((id) => id.slice(0, 20)));
    const orphans = temporary.map(({ name }) => name).filter((name) => !owners.has(name.toLowerCase()));
    if (orphans.length === 0) {
      return pass(`${plural(temporary.length, 'account')}, each of a container that ${by} knows`);
    }
    const shown = orphans.slice(0, shownAtMost);
    const more = orphans.length - shown.length;
    return warn(
      `${plural(orphans.length, 'local account')} left over from containers that ${by} no longer knows`,
      [
        evidence('left over', `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`),
        evidence('accounts of known containers', temporary.length - orphans.length),
        ...cut,
      ],
      verified(leftAccounts(facts), 'It prints nothing, and no error.', [
        onNode('List the accounts that no container uses now: these can be removed.', leftAccounts(facts)),
        onNode(
          'Remove these accounts if they are in that list, and its others in the same way.',
          lines(...shown.map((name) => shell`Remove-LocalUser -Name ${name}`)),
          riskOfRemoving,
        ),
        onNode('If they come back, find the pods that fail with "failed to logon user" (see interactive-logon-right).'),
      ]),
      ['stale-local-account'],
    );
  },
});

/**
 * The containers that the runtime knows. If this account may not ask it, those in the status of the node's HostProcess
 * pods.
 */
function containersOf({ runtime, cluster }: Facts): { ids: string[]; by: string } {
  const pods = cluster?.seen && ifKnown(cluster.seen.pods);
  const listed = pods && !pods.truncated ? pods.hostProcess.flatMap(({ containers }) => containers) : [];
  const ids = listed.flatMap((container) => container.ids ?? []);
  if (!runtime.containers.ok && runtime.containers.error.kind === 'denied' && ids.length > 0) {
    return { ids, by: 'the kubelet' };
  }
  return { ids: known(runtime.containers).map(({ id }) => id), by: 'the runtime' };
}
