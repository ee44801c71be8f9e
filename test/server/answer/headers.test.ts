import { expect, test } from 'vitest';
import { savedMonitor } from '../../../agent/monitor.ts';
import { snapshotWith } from '../../snapshot.ts';
import { serverFor } from '../client.ts';

test.each(['/report', '/livez', '/nothing', '/report?format=nonsense', '/metrics'])(
  'a browser may do nothing with %s but show it by itself',
  async (path) => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const { headers } = await ask(path);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers['cache-control']).toMatch(/^(?:no-store|private, no-cache)$/);
  },
);

test('the page may run its own script and style, by their hashes, and nothing else', async () => {
  const ask = await serverFor(savedMonitor(snapshotWith()));
  const { headers } = await ask('/', { headers: { accept: 'text/html' } });
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/script-src 'sha256-[A-Za-z0-9+/=]{44}'/);
  expect(policy).toMatch(/style-src 'sha256-[A-Za-z0-9+/=]{44}'/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
});

test('304 repeats the same policy, because a browser replaces the old one by it', async () => {
  const ask = await serverFor(savedMonitor(snapshotWith()));
  const accept = 'text/html';
  const { headers } = await ask('/', { headers: { accept } });
  const again = await ask('/', { headers: { accept, 'if-none-match': String(headers.etag) } });
  expect(again.status).toBe(304);
  for (const name of ['content-security-policy', 'x-content-type-options', 'referrer-policy'] as const) {
    expect(again.headers[name], name).toBe(headers[name]);
  }
});
