import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { digest, lab, madeOnce } from '../../image/folder.ts';

test('what two want at once is made once, and by the second where the first fails', async () => {
  const name = `made-once-${process.pid}`;
  let made = 0;
  const make = () =>
    madeOnce(name, ['the same'], async (draft) => {
      made += 1;
      // The others have found it taken by then.
      await new Promise(setImmediate);
      if (made === 1) throw new Error('no room');
      writeFileSync(join(draft, 'file'), 'whole', { flag: 'wx' });
    });
  const [first, ...others] = await Promise.allSettled([make(), make(), make()]);
  expect(first).toMatchObject({ status: 'rejected', reason: new Error('no room') });
  expect(made).toBe(2);
  const one = await make();
  expect(others.map((other) => other.status === 'fulfilled' && other.value)).toEqual([one, one]);
  expect(readdirSync(one)).toEqual(['file']);
  // Another input takes its place, and what a killed process left goes, too.
  const left = join(lab, `${name}-000000000000.999999999-0a1b2c3d`);
  mkdirSync(left);
  const last = await madeOnce(name, ['another'], async () => undefined);
  onTestFinished(() => rmSync(last, { recursive: true }));
  expect([existsSync(one), existsSync(left)]).toEqual([false, false]);
});

test('what a killed process had begun to make is made', async () => {
  const name = `made-after-${process.pid}`;
  const mark = join(lab, `${name}-${digest('a')}.taken`);
  mkdirSync(mark, { recursive: true });
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(mark, longAgo, longAgo);
  const made = await madeOnce(name, ['a'], async (draft) => writeFileSync(join(draft, 'file'), 'whole'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  expect([readdirSync(made), existsSync(mark)]).toEqual([['file'], false]);
});
