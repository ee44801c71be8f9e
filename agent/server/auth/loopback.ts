import type { Socket } from 'node:net';
import { QueryError } from '../../error.ts';
import type { Host, Token } from '../../host.ts';
import type { Log } from '../../log.ts';
import { administrators, localSystem } from '../../windows/account.ts';
import { HttpProblem } from '../answer/problem.ts';
import { type Guard, isOpen } from './guard.ts';

/**
 * The open loopback listener answers only to loopback names. A web page that an operator has open may point a name of
 * its own at 127.0.0.1 (DNS rebinding); the browser then sends that name as Host, and gets nothing.
 * Without a Host header (HTTP/1.0) the request comes from no browser.
 */
export const loopbackGuard: Guard = (request) => {
  const { host } = request.headers;
  if (host !== undefined && !isLoopbackAuthority(host)) {
    throw new HttpProblem(
      421,
      `this listener answers to 127.0.0.1, [::1] and localhost, not to ${JSON.stringify(host)}; set the Host header to one of them`,
    );
  }
  return null;
};

/**
 * The same where hostprobe runs as an administrator: all but open routes answer to administrators, SYSTEM and its own
 * account only. kubectl port-forward connects as containerd, kubectl exec as the pod, and the kubelet's probes are open.
 */
export const createCallerGuard =
  (callers: LoopbackCallers): Guard =>
  (request) => {
    loopbackGuard(request);
    return isOpen(request) ? null : callers.require(request.raw.socket);
  };

export function isLoopbackAuthority(authority: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])\.?(?::\d{1,5})?$/i.test(authority);
}

type LoopbackCallers = ReturnType<typeof createLoopbackCallers>;

/**
 * null: this is no Windows, or hostprobe runs as no administrator, and shows nothing that every account of the node may not read.
 */
export async function openLoopbackCallers(host: Host, log: Log): Promise<LoopbackCallers | null> {
  const own = await ownAccount(host, log);
  return own !== null && isAdministrator(own) ? createLoopbackCallers(host, own) : null;
}

/** null: this machine has no access tokens. */
async function ownAccount(host: Host, log: Log): Promise<CallerAccount | null> {
  try {
    return await host.self.token();
  } catch (error) {
    if (error instanceof QueryError && error.kind === 'unsupported') return null;
    log.warn({ err: error }, "hostprobe's own account is not known; loopback answers administrators only");
    return asAdministrator;
  }
}

/** Who connects over loopback. */
export function createLoopbackCallers(host: Host, own: CallerAccount) {
  const arrivals = new WeakMap<Socket, Date>();
  const decided = new WeakMap<Socket, Promise<void>>();

  async function decide(socket: Socket): Promise<void> {
    const connection = arrivedOn(socket, arrivals.get(socket));
    const account = connection === null ? null : await callerAccountOf(connection, host).catch(unknown);
    if (account === null) throw refused('no process on this machine is at the other end');
    if (!mayRead(account, own)) throw refused(`${account.sid} is another account`);
  }

  return {
    arrived: (socket: Socket) => void arrivals.set(socket, host.now()),
    /** Rejects with a Problem when the account at the other end may not read here. Asks once for each connection. */
    require(socket: Socket): Promise<void> {
      const before = decided.get(socket) ?? decide(socket);
      decided.set(socket, before);
      return before;
    },
  };
}

/** The two ends of a TCP connection, as the server sees them, and when it was accepted; null: the client has gone. */
function arrivedOn({ remoteAddress, remotePort, localAddress, localPort }: Socket, at?: Date) {
  if (at === undefined || remoteAddress === undefined || remotePort === undefined) return null;
  if (localAddress === undefined || localPort === undefined) return null;
  return { from: { address: remoteAddress, port: remotePort }, to: { address: localAddress, port: localPort }, at };
}

function unknown(error: unknown): never {
  if (error instanceof QueryError) throw refused(`the account that connects is not known: ${error.message}`);
  throw error;
}

const refused = (why: string) =>
  new HttpProblem(
    403,
    `hostprobe runs as an administrator here, so this listener answers administrators, SYSTEM and hostprobe's own account only; ${why}. Use an elevated prompt, kubectl port-forward, or a listener with --auth`,
  );

/** The account of a process that has connected. */
export type CallerAccount = Pick<Token, 'sid' | 'groups'>;

/** Used when hostprobe's own account is not known. */
const asAdministrator: CallerAccount = { sid: '', groups: [{ sid: administrators, enabled: true }] };

export const isAdministrator = ({ sid, groups }: CallerAccount): boolean =>
  sid === localSystem || groups.some((group) => group.sid === administrators && group.enabled);

/** Whether an account may read what hostprobe can read with its own account. */
export const mayRead = (caller: CallerAccount, own: CallerAccount): boolean =>
  isAdministrator(caller) || caller.sid === own.sid;

/**
 * The account of the process at the other end of a connection on this machine. null: none, or its process began
 * after the connection did, so that its id has gone to another one.
 * @throws QueryError when this account may not ask
 */
export async function callerAccountOf(
  { from, to, at }: NonNullable<ReturnType<typeof arrivedOn>>,
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
