import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { assess } from '../../../agent/assess.ts';
import { savedMonitor } from '../../../agent/monitor.ts';
import { bodyOf, createBodies, textType } from '../../../agent/server/answer/body.ts';
import { newestOf } from '../../../agent/server/answer.ts';
import { snapshotWith } from '../../snapshot.ts';

test('a report that is stale says so before all else in text, and in a field in JSON', () => {
  const report = assess(snapshotWith());
  const { part } = createBodies(null);
  const read = (form: string, stale: boolean) => part(report, form, stale).bytes.toString();
  expect(read('text', true)).toMatch(/^STALE: newer runs on this node failed or missed their schedule; .*\.\n\n/);
  expect(read('text', false)).not.toContain('STALE: newer runs');
  expect(JSON.parse(read('json', true))).toMatchObject({ stale: true });
  expect(JSON.parse(read('json', false))).toMatchObject({ stale: false });
  expect(read('junit', true)).toMatch(/^<\?xml/);
});

test('a body that gzip pays for has a validator of its own there', async () => {
  const body = bodyOf('the same\n'.repeat(1000), textType);
  const packed = await body.gzipped?.();
  expect(gunzipSync(packed?.bytes ?? '').toString()).toBe(body.bytes.toString());
  expect(packed?.etag).toBe(body.etag.replace(/"$/, '-gzip"'));
  expect(packed?.headers.join()).toContain('content-encoding,gzip');
  expect(packed?.headers.join()).toContain(`content-length,${packed?.bytes.length}`);
  expect(packed?.headersOf304.join()).not.toMatch(/(?:^|,)content-(?:length|type|encoding)/);
  expect(await body.gzipped?.()).toBe(packed);
  expect(bodyOf('short', textType).gzipped).toBeNull();
});

test('text has no escape sequence in it, and a page is sent as it was made', () => {
  const text = 'a \u001b[31mred\u001b[0m \u202ename\n';
  const sent = (kind: Parameters<typeof bodyOf>[1]) => bodyOf(text, kind).bytes.toString();
  for (const unsafe of ['\u001b', '\u202e']) expect(sent(textType)).not.toContain(unsafe);
  expect(sent(textType)).toMatch(/^a .*red.* .*name\n$/);
  expect(bodyOf(text.repeat(1000), textType).bytes.includes('\u001b')).toBe(false);
});

test('before the first run the answer says when to ask again', () => {
  const monitor = { ...savedMonitor(snapshotWith()), newest: () => null };
  const refused = expect.objectContaining({ statusCode: 503, headers: { 'retry-after': '1', vary: 'Accept' } });
  expect(() => newestOf(monitor, { vary: 'Accept' })).toThrow(refused);
});
