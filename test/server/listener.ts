import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Monitor, savedMonitor } from '../../agent/monitor.ts';
import { createApp } from '../../agent/server/app.ts';
import { createReaderGuard } from '../../agent/server/auth/guard.ts';
import { loopbackGuard } from '../../agent/server/auth/loopback.ts';
import { httpLimits } from '../../agent/server/limits/connections.ts';
import { openListeners } from '../../agent/server/listen.ts';
import { createShared } from '../../agent/server/shared-state.ts';
import { type Presented, present } from '../../agent/server/tls/certificate.ts';
import { makeSelfSigned } from '../../agent/server/tls/self-signed.ts';
import { snapshotWith } from '../snapshot.ts';

export const readersToken = 'a-token-that-only-readers-have';
export const otherToken = 'a-token-that-another-reader-has';
const twoTokens = { has: (token: string) => token === readersToken || token === otherToken, stop: () => undefined };

/** A certificate for the listeners of tests, made now. */
export const pairFor = (names = ['localhost', '127.0.0.1'], from = new Date()) =>
  makeSelfSigned({ names, from, validMs: 86_400_000 });

export async function presentedPair() {
  return { ...present(await pairFor()), stop: () => undefined };
}

/** Lines of a log, as objects. */
export function logInto(lines: Record<string, unknown>[]) {
  return pino({ level: 'debug', base: null }, { write: (line) => void lines.push(JSON.parse(line)) });
}

export interface ListenerOptions {
  readers?: boolean;
  presented?: Presented | null;
  most?: number;
  limits?: typeof httpLimits;
  monitor?: Monitor;
  log?: pino.Logger;
}

/** The port of a listener. */
export const listenerFor = async (options: ListenerOptions = {}) => (await openListener(options)).port;

/**
 * A real listener on 127.0.0.1, closed when the test ends: as loopback ones are, or as those that others can reach.
 */
export async function openListener(options: ListenerOptions = {}) {
  const {
    readers = false,
    presented = null,
    most = 100,
    limits = httpLimits,
    log = pino({ enabled: false }),
  } = options;
  const monitor = options.monitor ?? savedMonitor(snapshotWith());
  const guard = readers ? createReaderGuard({ cluster: null, tokenFile: twoTokens }) : loopbackGuard;
  const app = createApp({ shared: createShared(monitor), guard, presented, most, limits, log });
  const listen = [{ address: '127.0.0.1', port: 0 }];
  const [listener] = await openListeners({ listen, appFor: () => app, host: null });
  onTestFinished(() => app.close());
  return { port: listener?.at.port ?? 0, close: () => app.close() };
}
