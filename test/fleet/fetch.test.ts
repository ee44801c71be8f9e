import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { QueryError, UserError } from '../../agent/error.ts';
import { besideNode, createRunLog, type FetchOptions, fetchAll } from '../../agent/fleet/fetch.ts';
import type { ReachedAgent } from '../../agent/reach/agent.ts';
import { newFolder } from '../host/folder.ts';

const zip = Buffer.from('PK\u0003\u0004 a bundle of a node');

/** Answers that agents give to GET /bundle, by node; a node without one has no agent. */
async function fleet(
  answers: Readonly<Record<string, RequestListener>>,
  more: Partial<FetchOptions> = {},
  way?: ReachedAgent['connect'],
) {
  const asked: string[] = [];
  const agents = new Map<string, ReachedAgent>();
  for (const [node, answer] of Object.entries(answers)) {
    const server = createServer((request, response) => {
      asked.push(`${node} ${request.url}`);
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    agents.set(node, {
      ...{ origin: `http://${node}`, token: null, trusted: null, via: () => 'forward', tried: [] },
      connect: way ?? (async () => connect(port, '127.0.0.1')),
    });
  }
  const { log, text } = createRunLog(() => new Date('2026-11-01T12:00:00Z'));
  const steps: number[] = [];
  const folder = await newFolder();
  const fetched = await fetchAll(
    {
      nodes: [...agents.keys(), 'away'],
      agentOf(node) {
        const agent = agents.get(node);
        if (agent === undefined) throw new UserError(`${node}: no pod of hostprobe runs there`);
        return agent;
      },
      query: new URLSearchParams({ since: '2h' }),
      limits: { deadlineMs: 5000, maxBytes: 1000 },
      signal: new AbortController().signal,
      log,
      onStep: (done) => steps.push(done),
      ...more,
    },
    folder,
  );
  return { fetched, folder, asked, log: text().trimEnd().split('\n'), steps };
}
const gives: RequestListener = (_request, response) =>
  void response.writeHead(200, { 'content-type': 'application/zip' }).end(zip);

test('each bundle is a file of its bytes, which only its owner may read; a node without one has the error and stops no other', async () => {
  const refuses: RequestListener = (_request, response) => void response.writeHead(404).end();
  const { fetched, folder, asked, log, steps } = await fleet({ 'win-2': gives, 'win-1': gives, 'win-3': refuses });
  const sha256 = createHash('sha256').update(zip).digest('hex');
  const got = { bytes: zip.length, sha256, error: null, via: 'forward' };
  expect(fetched).toMatchObject([
    { node: 'away', file: null, bytes: 0, sha256: null, error: 'no pod of hostprobe runs there', via: null },
    { node: 'win-1', file: 'win-1.zip', ...got },
    { node: 'win-2', file: 'win-2.zip', ...got },
    { node: 'win-3', file: null, bytes: 0, sha256: null, error: expect.stringContaining('404') },
  ]);
  expect(readdirSync(folder).toSorted()).toEqual(['win-1.zip', 'win-2.zip']);
  expect(readFileSync(join(folder, 'win-1.zip'))).toEqual(zip);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'win-1.zip')).mode & 0o777).toBe(0o600);
  expect(asked).toContain('win-1 /bundle?since=2h');
  expect(log.filter((line) => line.startsWith('2026-11-01T12:00:00.000Z win-1: ')).join()).toMatch(
    new RegExp(`: ${zip.length} bytes by forward, after \\d+ ms$`),
  );
  expect(log.join('\n')).toMatch(/ away: no bundle: no pod of hostprobe runs there, after \d+ ms/);
  expect([Math.max(...steps), log.length]).toEqual([4, 4]);
});

test('an agent that is busy is asked again when it says, but not beyond the deadline', async () => {
  let times = 0;
  const busy =
    (seconds: number): RequestListener =>
    (request, response) => {
      times += 1;
      if (times > 1) return gives(request, response);
      const problem = { type: 'about:blank', title: 'Too Many Requests', status: 429, detail: 'another has its turn' };
      const headers = { 'content-type': 'application/problem+json', 'retry-after': String(seconds) };
      response.writeHead(429, headers).end(JSON.stringify(problem));
    };
  const soon = await fleet({ 'win-1': busy(1) });
  expect(soon.asked).toHaveLength(2);
  expect(soon.fetched).toMatchObject([{ node: 'away' }, { node: 'win-1', error: null }]);
  expect(soon.log.join('\n')).toContain('busy; asked again in 1000 ms');
  times = 0;
  const late = await fleet({ 'win-1': busy(6) });
  expect(late.asked).toHaveLength(1);
  expect(late.fetched[1]).toMatchObject({ node: 'win-1', file: null, error: expect.stringContaining('429') });
});

test('a bundle that is larger than it may be is none, and leaves no file', async () => {
  const { fetched, folder } = await fleet(
    { 'win-1': gives },
    { limits: { deadlineMs: 5000, maxBytes: zip.length - 1 } },
  );
  expect(fetched[1]).toMatchObject({ node: 'win-1', file: null, sha256: null });
  expect(readdirSync(folder)).toEqual([]);
  const whole = await fleet({ 'win-1': gives }, { limits: { deadlineMs: 5000, maxBytes: zip.length } });
  expect(whole.fetched[1]).toMatchObject({ node: 'win-1', file: 'win-1.zip' });
});

test('what was not fetched when the user stopped is told as that', async () => {
  const stop = new AbortController();
  stop.abort();
  const { fetched, asked, log, steps } = await fleet({ 'win-1': gives, 'win-2': gives }, { signal: stop.signal });
  expect([asked, steps]).toEqual([[], []]);
  expect(fetched.map(({ node, file, error }) => [node, file, error])).toEqual(
    ['away', 'win-1', 'win-2'].map((node) => [node, null, 'not fetched, because the user stopped the command']),
  );
  expect(log).toEqual(['2026-11-01T12:00:00.000Z stopped by the user; 3 nodes were not fetched']);
});

test('a bundle whose end the cluster lost on its way is asked for once more, and not a third time', async () => {
  let times = 0;
  const loses = async () => {
    times += 1;
    throw new QueryError('failed', 'exec: the answer was cut short', 'cut-short');
  };
  const { fetched, log } = await fleet({ 'win-1': gives }, {}, loses);
  expect([times, fetched[1]]).toEqual([2, expect.objectContaining({ node: 'win-1', file: null })]);
  expect(log.filter((line) => / http:\/\/win-1: .*cut short; asked again$/.test(line))).toHaveLength(1);
});

test('six bundles are fetched at once, and who waits for a turn waits no longer than the user', async () => {
  const stop = new AbortController();
  let waiting = 0;
  const busy: RequestListener = (_request, response) => {
    response.writeHead(429, { 'retry-after': '3', 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ type: 'about:blank', title: 'Too Many Requests', status: 429, detail: 'wait' }));
    waiting += 1;
    // A seventh would come in the meantime.
    if (waiting === 6) setTimeout(() => stop.abort(), 20);
  };
  const names = Array.from({ length: 9 }, (_, index) => `win-${index}`);
  const { fetched, asked } = await fleet(Object.fromEntries(names.map((name) => [name, busy])), {
    ...{ nodes: names, signal: stop.signal },
  });
  expect([fetched.length, fetched.filter(({ file }) => file === null).length]).toEqual([9, 9]);
  expect(asked).toHaveLength(6);
});

test('the log says of one node that it was not fetched, and which ways to an agent failed before', async () => {
  const stop = new AbortController();
  const { log } = await fleet(
    { 'win-1': gives },
    { signal: stop.signal, onStep: (done) => done === 1 && stop.abort() },
  );
  expect(log.at(-1)).toMatch(/ stopped by the user; 1 node was not fetched$/);
});

test('an error beside the name of its node does not repeat it', () => {
  expect(besideNode('win-1', 'win-1: refused')).toBe('refused');
  expect(besideNode('win-1', 'win-10: refused')).toBe('win-10: refused');
  expect(besideNode('win-1', 'the agent on win-1: refused')).toBe('the agent on win-1: refused');
});
