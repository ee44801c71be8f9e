import { expect, test } from 'vitest';
import { savedMonitor } from '../../../agent/monitor.ts';
import { snapshotWith } from '../../snapshot.ts';
import { serverFor } from '../client.ts';
import { fileToken, readersServer } from '../readers.ts';

test.each(['/report', '/explain', '/lint', '/predict'])(
  'POST %s may be asked for sixty times a minute',
  async (path) => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const statuses = new Set<number | undefined>();
    for (let times = 0; times < 60; times++) statuses.add((await ask(path, { method: 'POST' })).status);
    expect([...statuses]).toEqual([path === '/report' ? 409 : 400]);
    const { status, headers, body } = await ask(path, { method: 'POST' });
    expect(status).toBe(429);
    const seconds = Number(headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: 'Too Many Requests',
      status: 429,
      detail: `too many requests from this address within a minute; ask again in ${seconds} s`,
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
    expect((await ask('/report')).status).toBe(200);
  },
);

test('each address has its own share, which others cannot use up', async () => {
  const ask = await readersServer();
  const post = (from: string, token?: string) =>
    ask('/report', { method: 'POST', from, ...(token === undefined ? {} : { token }) });
  for (let times = 0; times < 70; times++) expect((await post('127.0.0.2')).status).toBe(401);
  for (let times = 0; times < 60; times++) expect((await post('127.0.0.2', fileToken)).status).toBe(409);
  expect((await post('127.0.0.2', fileToken)).status).toBe(429);
  expect((await post('127.0.0.3', fileToken)).status).toBe(409);
});
