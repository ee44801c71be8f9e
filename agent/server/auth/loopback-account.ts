import type { Host, SocketEnd, Token } from '../../host.ts';
import { administrators, localSystem } from '../../windows/account.ts';

/** The account of a process that has connected. */
export type CallerAccount = Pick<Token, 'sid' | 'groups'>;

/** Used when hostprobe's own account is not known. */
export const asAdministrator: CallerAccount = { sid: '', groups: [{ sid: administrators, enabled: true }] };

const isAdministrator = ({ sid, groups }: CallerAccount) =>
  sid === localSystem || groups.some((group) => group.sid === administrators && group.enabled);

/**
 * Whether hostprobe has to ask who connects over loopback: where it runs as SYSTEM or as an administrator it shows what
 * other accounts of the node may not read.
 */
export const mustAsk = (own: CallerAccount): boolean => isAdministrator(own);

/** Whether an account may read what hostprobe can read with its own account. */
export const mayRead = (caller: CallerAccount, own: CallerAccount): boolean =>
  isAdministrator(caller) || caller.sid === own.sid;

/** The two ends of a TCP connection, as the server sees them, and when it was accepted. */
export interface Arrived {
  from: SocketEnd;
  to: SocketEnd;
  at: Date;
}

/**
 * The account of the process at the other end of a connection on this machine. null: none, or its process began
 * after the connection did, so that its id has gone to another one.
 * @throws QueryError when this account may not ask
 */
export async function callerAccountOf(
  { from, to, at }: Arrived,
  { network, processes }: Host,
): Promise<CallerAccount | null> {
  const pid = await network.owner({ local: from, remote: to });
  if (pid === null) return null;
  const [startedAt, sid, groups] = await Promise.all([
    processes.startedAt(pid),
    processes.account(pid),
    processes.groups(pid),
  ]);
  return startedAt === null || sid === null || groups === null || startedAt > at ? null : { sid, groups };
}
