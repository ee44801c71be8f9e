import { pino } from 'pino';
import { type Monitor, savedMonitor } from '../../agent/monitor.ts';
import { createApp } from '../../agent/server/app.ts';
import { loopbackGuard } from '../../agent/server/auth/loopback.ts';
import { createShared } from '../../agent/server/shared-state.ts';
import { composed } from '../composed.ts';
import { type Json, laidOut } from '../difference.ts';
import { snapshotWith } from '../snapshot.ts';
import { page } from './page.ts';

const failing = savedMonitor(composed['nssm-user-account'] ?? snapshotWith());
const healthy = savedMonitor(snapshotWith());

/** Requests, most of them wrong: method, path, the node that is not healthy, headers, and a body. */
const asked: readonly (readonly [request: string, from?: Monitor, headers?: Record<string, string>, body?: string])[] =
  [
    ['GET /'],
    ['GET /', failing],
    ['GET /', healthy, { accept: 'image/png' }],
    ['GET /livez'],
    ['GET /readyz'],
    ['GET /checks?check=containerd-account'],
    ['GET /checks?check=nothing'],
    ['GET /metrics'],
    ['GET /nothing'],
    ['GET /reprot'],
    ['PUT /report'],
    ['GET /report?format=pdf'],
    ['GET /report?x=y'],
    ['GET /report?chek=x'],
    ['GET /report?check=nothing'],
    ['GET /report?status=500'],
    ['GET /report', healthy, { accept: 'image/png' }],
    ['GET /report', healthy, { host: 'evil.example' }],
    ['POST /report', healthy, { origin: 'https://evil.example' }],
    ['POST /report'],
    ['GET /facts?with=all'],
    ['GET /facts?key=1'],
    ['GET /history'],
    ['GET /history?since=soon'],
    ['GET /bundle?max-size=5'],
    ['GET /bundle?since=soon'],
    ['GET /explain'],
    ['GET /schema/nothing.json'],
    ['POST /explain'],
    ['POST /explain?format=pdf', healthy, {}, 'x'],
    ['POST /explain', healthy, { 'content-type': 'application/json' }, '{'],
    ['POST /explain', healthy, { 'content-type': 'application/json' }, '{"tekst":1}'],
    ['POST /lint'],
    ['POST /predict'],
    ['POST /lint', healthy, {}, 'x'.repeat(2 ** 20 + 1)],
  ];

/** What the server says of itself: its description, and how it answers. */
export async function saidOfServer(): Promise<string> {
  const apps = new Map(
    [healthy, failing].map((monitor) => [
      monitor,
      createApp({
        shared: createShared(monitor, null, monitor === failing ? { page } : {}),
        guard: loopbackGuard,
        log: pino({ enabled: false }),
      }),
    ]),
  );
  const said: string[] = [];
  const ask = async (request: string, from = healthy, headers = {}, body?: string) => {
    const [method = '', url = ''] = request.split(' ');
    const answer = await apps.get(from)?.inject({
      ...{ method: method as 'GET', url, headers: { host: 'localhost', ...headers } },
      ...(body === undefined ? {} : { payload: body }),
    });
    if (answer === undefined) throw new Error('no such node');
    return answer;
  };
  for (const [request, from, headers = {}, body] of asked) {
    const answer = await ask(request, from, headers, body);
    const given = Object.entries(headers).map(([name, value]) => ` ${name}: ${value}`);
    const isProblem = String(answer.headers['content-type']).startsWith('application/problem+json');
    // The numbers of a process are new each time.
    const helps = request === 'GET /metrics' ? (answer.body.match(/^# HELP .*$/gm) ?? []) : null;
    const shown = isProblem ? answer.json().detail : (helps?.join('\n') ?? answer.body.trim());
    said.push(`${request}${given.join('')} -> ${answer.statusCode}\n${shown}\n`);
  }
  const { components, paths, ...description } = (await ask('GET /openapi.json')).json();
  // Those of the schemas are alike.
  const routes = Object.entries(paths).filter(([path]) => !/^\/schema\/(?!report)/.test(path));
  await Promise.all([...apps.values()].map((app) => app.close()));
  return [...said, laidOut({ ...description, paths: Object.fromEntries(routes) as Json }), ''].join('\n');
}
