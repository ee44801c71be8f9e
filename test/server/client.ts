import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { expect, onTestFinished } from 'vitest';
import type { Monitor } from '../../agent/monitor.ts';
import { createApp } from '../../agent/server/app.ts';
import { loopbackGuard } from '../../agent/server/auth/loopback.ts';
import { openListeners } from '../../agent/server/listen.ts';
import { describeApi } from '../../agent/server/openapi.ts';
import { operations } from '../../agent/server/operations.ts';
import { createShared, type SharedOptions } from '../../agent/server/shared-state.ts';
import { heldClock } from './held-clock.ts';
import { page } from './page.ts';

export interface Answer {
  status: number | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

/**
 * A real server on a free port around this monitor, closed when the test ends. Its clock stands still, so that no limit of
 * time refuses what a busy machine answers late.
 */
export async function originFor(monitor: Monitor, options: SharedOptions = {}): Promise<string> {
  const app = createApp({
    shared: createShared(monitor, null, { page, clock: heldClock(), ...options }),
    guard: loopbackGuard,
    log: pino({ enabled: false }),
  });
  const listen = [{ address: '127.0.0.1', port: 0 }];
  const [listener] = await openListeners({ listen, appFor: () => app, host: null });
  onTestFinished(() => app.close());
  return `http://127.0.0.1:${listener?.at.port}`;
}

const routes = Object.keys(operations).map((named) => {
  const [method = '', path = ''] = named.split(' ');
  return { method, path, access: 'readers' as const };
});
const { paths } = describeApi(routes, operations) as {
  paths: Record<string, Record<string, { responses: object } | undefined>>;
};
const described = Object.entries(paths).map(
  ([path, methods]) =>
    [new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`), methods] as const,
);

/** What the server itself answers, whichever route is asked: the default answer of each. */
const ofServer = ['405', '421', '431', '500'];

/** The statuses that the description of the API names for a request; null: it has no such route. */
function statusesOf(method: string, path: string): string[] | null {
  const [route] = path.split('?');
  const methods = described.find(([pattern]) => pattern.test(route ?? ''))?.[1];
  const operation = methods?.[(method === 'HEAD' ? 'GET' : method).toLowerCase()];
  return operation === undefined ? null : [...Object.keys(operation.responses), ...ofServer];
}

/** The same; returns how to ask it. Each answer has a status that the description of the API names. */
export async function serverFor(monitor: Monitor, options: SharedOptions = {}) {
  const { port } = new URL(await originFor(monitor, options));

  return async function ask(
    path: string,
    options: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answer> {
    const { method = 'GET', headers = {}, body } = options;
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false });
    asked.end(body);
    const [answer] = await once(asked, 'response');
    const statuses = statusesOf(method, path);
    if (statuses !== null) expect(statuses, `answers of ${method} ${path}`).toContain(String(answer.statusCode));
    return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
  };
}
