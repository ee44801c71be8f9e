import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lab, madeOnce } from '../../image/folder.ts';

test('two that make the same folder at once do not write into each other’s draft', async () => {
  const name = `made-once-${process.pid}`;
  const drafts = new Set<string>();
  const make = () =>
    madeOnce(name, ['the same'], async (draft) => {
      drafts.add(draft);
      await new Promise((resolve) => setTimeout(resolve, 50));
      writeFileSync(join(draft, 'file'), 'whole', { flag: 'wx' });
    });
  const [one, other] = await Promise.all([make(), make()]);
  expect(one).toBe(other);
  expect(drafts.size).toBe(2);
  expect(readdirSync(one)).toEqual(['file']);
  // Another input takes its place, and what a killed process left goes, too.
  const left = join(lab, `${name}-000000000000.999999999-0a1b2c3d`);
  mkdirSync(left);
  const last = await madeOnce(name, ['another'], async () => undefined);
  onTestFinished(() => rmSync(last, { recursive: true }));
  expect([existsSync(one), existsSync(left)]).toEqual([false, false]);
});
