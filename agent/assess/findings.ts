import { type Check, type Finding, runCheck } from '../check.ts';
import { hostProcess } from '../checks/host-process.ts';
import { checks } from '../checks/index.ts';
import { ifKnown } from '../fact.ts';
import type { Snapshot } from '../snapshot.ts';

/** What each of the checks says about a snapshot; only these checks, if they are given. */
export const findingsOf = (snapshot: Snapshot, of: readonly Check[] = checks): Finding[] =>
  of.map((check) => runCheck(seesNode(snapshot) ? check : unlessAboutItself(check), snapshot));

/** Inside an ordinary container services, files and processes are the container's: judged as the node's they accuse it. */
function seesNode({ facts: { identity } }: Snapshot): boolean {
  return !identity.ok || !ifKnown(identity.value.silo)?.server;
}

function unlessAboutItself(check: Check): Check {
  if (check.id === hostProcess.id) return check;
  const summary = 'hostprobe sees an ordinary container and not the node; see host-process';
  return { ...check, needs: [], run: () => ({ status: 'skip', summary }) };
}
