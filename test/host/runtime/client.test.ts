import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { askEach } from '../../../agent/host/runtime/client.ts';
import { describeRuntime } from './behaviour.ts';

const directory = mkdtempSync(join(tmpdir(), 'hostprobe-cri-'));
afterAll(() => rmSync(directory, { recursive: true }));

let made = 0;
describeRuntime('a unix socket', () => join(directory, `${made++}.sock`));

const items = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id }));

test('an item about which nothing can be learned is left out, and costs no other', async () => {
  const answers = await askEach(items, async ({ id }) => {
    if (id === 'c') throw new Error('gone');
    return id.toUpperCase();
  });
  expect(Object.fromEntries(answers)).toEqual({ a: 'A', b: 'B', d: 'D', e: 'E', f: 'F' });
});

test('no question gets more time than all of them have', async () => {
  const given: number[] = [];
  await askEach(items, async (_, timeoutMs) => given.push(timeoutMs));
  expect(given).toHaveLength(items.length);
  expect(Math.max(...given)).toBeLessThanOrEqual(2000);
});
