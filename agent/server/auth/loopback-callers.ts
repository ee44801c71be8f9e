import type { Socket } from 'node:net';
import { QueryError } from '../../error.ts';
import type { Host } from '../../host.ts';
import type { Log } from '../../log.ts';
import { HttpProblem } from '../answer/problem.ts';
import {
  type Arrived,
  asAdministrator,
  type CallerAccount,
  callerAccountOf,
  mayRead,
  mustAsk,
} from './loopback-account.ts';

/** Who connects over loopback. */
export interface LoopbackCallers {
  arrived(socket: Socket): void;
  /** Rejects with a Problem when the account at the other end may not read here. Asks once for each connection. */
  require(socket: Socket): Promise<void>;
}

/** null: the loopback listener shows nothing that every account of this machine may not read, or this is no Windows. */
export async function openLoopbackCallers(host: Host, log: Log): Promise<LoopbackCallers | null> {
  const own = await ownAccount(host, log);
  return own !== null && mustAsk(own) ? createLoopbackCallers(host, own) : null;
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

export function createLoopbackCallers(host: Host, own: CallerAccount): LoopbackCallers {
  const arrivals = new WeakMap<Socket, Date>();
  const decided = new WeakMap<Socket, Promise<void>>();

  async function decide(socket: Socket): Promise<void> {
    const connection = arrivedOn(socket, arrivals.get(socket));
    const account = connection === null ? null : await callerAccountOf(connection, host).catch(unknown);
    if (account === null) throw refused('no process on this machine is at the other end');
    if (!mayRead(account, own)) throw refused(`${account.sid} is another account`);
  }

  return {
    arrived: (socket) => void arrivals.set(socket, host.now()),
    require(socket) {
      const before = decided.get(socket) ?? decide(socket);
      decided.set(socket, before);
      return before;
    },
  };
}

/** null: the client has gone. */
function arrivedOn({ remoteAddress, remotePort, localAddress, localPort }: Socket, at?: Date): Arrived | null {
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
