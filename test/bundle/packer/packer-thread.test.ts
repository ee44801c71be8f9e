import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startPacker } from '../../../agent/bundle/packer/packer-thread.ts';
import { createPacker, type Packer } from '../../../agent/bundle/packer.ts';
import { utf8 } from '../../../agent/decode/bytes.ts';
import { createPlaceholder } from '../../../agent/redact/placeholder.ts';
import { createRedactor } from '../../../agent/redact.ts';
import { unpack } from '../unpack.ts';

const key = new Uint8Array(32).fill(7);
const at = new Date('2026-11-01T12:00:00Z');
const inThread = () => startPacker(key);
const here = () => createPacker(createRedactor({ placeholder: createPlaceholder(key) }));

const log = `${'ä日🙂 a line\n'.repeat(20_000)}password=hunter2xyz\n`;

/** Two files, in pieces that cut characters. */
async function pack(packer: Packer) {
  const archive = buffer(packer.archive);
  await packer.begin(false);
  await packer.add(utf8('DB_PASSWORD='));
  await packer.open('a.log', at);
  const bytes = utf8(`s3cr3t-of-before\n${log}`);
  for (let from = 0; from < bytes.length; from += 50_001) await packer.add(bytes.subarray(from, from + 50_001));
  const redacted = await packer.finish();
  await packer.begin(true);
  await packer.open('b.json', at);
  await packer.add(utf8('{"password":"stays"}'));
  const clean = await packer.finish();
  packer.end();
  const files = await unpack(await archive);
  return { redacted, clean, a: files.get('a.log')?.toString(), b: files.get('b.json')?.toString() };
}

test.each([
  ['in a thread', inThread],
  ['here', here],
])('%s, text is redacted with what stands before it, and what is clean stays', async (_where, start) => {
  const { redacted, clean, a = '', b } = await pack(start());
  expect(a).toMatch(/^\[redacted:[a-z-]+:[0-9a-f]{12}\]\nä日🙂 a line\n/);
  expect(a).toMatch(/ä日🙂 a line\npassword=\[redacted:[a-z-]+:[0-9a-f]{12}\]\n$/);
  expect(a).not.toContain('\ufffd');
  expect(redacted).toEqual({
    bytes: Buffer.byteLength(a),
    sha256: createHash('sha256').update(a).digest('hex'),
    redactions: expect.any(Map),
  });
  expect([...redacted.redactions.values()].reduce((sum, count) => sum + count, 0)).toBe(2);
  expect([b, clean.redactions.size]).toEqual(['{"password":"stays"}', 0]);
});

test('a thread gives the same bytes, with the same placeholders', async () => {
  expect(await pack(inThread())).toEqual(await pack(here()));
});

test('a reader that goes away ends the thread, and nothing waits for it', async () => {
  const packer = inThread();
  await packer.begin(false);
  await packer.open('a.log', at);
  packer.archive.destroy();
  await once(packer.archive, 'close');
  expect(await packer.add(utf8(log))).toBe(0);
  expect(await packer.finish()).toMatchObject({ bytes: 0 });
  packer.end();
});
