import { check, pass, skip, warn } from '../check.ts';
import { evidence, known } from '../fact.ts';
import { runAsSystem } from '../fix.ts';
import { addAccount, changeRights, removeAccounts } from '../node/local-accounts.ts';
import { nextShim } from '../shim/next-shim.ts';
import { everyTemporaryAccount } from '../windows/account.ts';

export const interactiveLogonRight = check({
  id: 'interactive-logon-right',
  area: 'account',
  title: 'Right to log on locally, for local groups as runAsUserName',
  why: 'For a pod whose runAsUserName is a local group the shim creates an account and logs it on interactively. A node that does not grant the right refuses with error 1385; pods that run as SYSTEM or LocalService do not need it.',
  needs: ['accounts', 'runtime', 'runtime-binaries'],
  consults: ['cluster', 'services'],
  gives: ['pass', 'skip', 'warn'],
  reference: 'https://github.com/microsoft/hcsshim/pull/1286',
  run(facts) {
    const shim = nextShim(facts);
    if (shim !== null && shim.family !== 'hpc') {
      return skip(`${shim.from} ${shim.version} does not support local groups as runAsUserName`);
    }
    const rights = known(facts.accounts.rights);
    const holders = rights.SeInteractiveLogonRight;
    const denied = rights.SeDenyInteractiveLogonRight;
    if (holders === undefined || denied === undefined) {
      return skip('the snapshot has no list of the accounts that may log on locally');
    }
    const seen = [
      evidence('Allow log on locally (SeInteractiveLogonRight)', show(holders)),
      evidence('Deny log on locally (SeDenyInteractiveLogonRight)', show(denied)),
    ];
    const isEvery = (sid: string) => sid in everyTemporaryAccount;
    const refusedBy = denied.filter(isEvery);
    if (refusedBy.length > 0) {
      return warn(
        `"Deny log on locally" names ${show(refusedBy)}, which includes every account that the shim makes for a local group: pods whose runAsUserName is a local group fail with 1385`,
        seen,
        changeRights(
          facts,
          [
            removeAccounts(
              `Take ${show(refusedBy)} out of "Deny log on locally".`,
              'SeDenyInteractiveLogonRight',
              refusedBy,
            ),
          ],
          {
            risk: 'Local accounts can then log on at this node.',
            expect: `SeDenyInteractiveLogonRight does not name ${refusedBy.join(', ')}.`,
          },
          [orElse],
        ),
        ['interactive-logon-right'],
      );
    }
    if (!holders.some(isEvery)) {
      return warn(
        `${holders.length === 0 ? 'nobody' : `only ${show(holders)}`} may log on locally: a pod whose runAsUserName is ${holders.length === 0 ? 'a' : 'any other'} local group fails with 1385`,
        seen,
        changeRights(
          facts,
          [
            addAccount(
              'Add the group that the pods name to "Allow log on locally"; <group> is its name.',
              'SeInteractiveLogonRight',
              '<group>',
              holders.length > 0,
            ),
          ],
          {
            risk: 'Members of the group can then log on at this node.',
            expect: 'SeInteractiveLogonRight names the group, or its SID.',
          },
          [orElse],
        ),
        ['interactive-logon-right'],
      );
    }
    return pass(
      `${show(holders.filter(isEvery))} have it, and so has the account that the shim makes for a local group`,
      seen,
    );
  },
});

const orElse = runAsSystem('If this is not possible, run these pods as SYSTEM.');

const builtIn: Readonly<Record<string, string>> = {
  ...everyTemporaryAccount,
  'S-1-5-32-544': 'Administrators',
  'S-1-5-32-546': 'Guests',
  'S-1-5-32-551': 'Backup Operators',
};

const show = (sids: string[]): string =>
  sids.length === 0 ? 'nobody' : sids.map((sid) => (builtIn[sid] ? `${builtIn[sid]} (${sid})` : sid)).join(', ');
