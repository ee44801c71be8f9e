import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lab } from '../../image/folder.ts';
import { claim, release, releaseAbandoned } from '../../scripts/lab/claim.ts';

const nodes = join(lab, 'nodes');

/** The folder of a process that was killed: no process has this start. */
function abandoned(name: string): void {
  const directory = join(nodes, name);
  mkdirSync(join(directory, 'prefix'), { recursive: true });
  writeFileSync(join(directory, 'owner'), `${process.pid} 1`);
}

test('one of those that find an abandoned node ends it, and whoever claims its name then keeps it', async () => {
  abandoned('test-claim');
  const [directory] = await Promise.all([claim('test-claim'), releaseAbandoned(), releaseAbandoned()]);
  expect(readdirSync(directory)).toEqual(['owner']);
  await expect(claim('test-claim')).rejects.toThrow(`Process ${process.pid} already serves this lab node.`);
  await release(directory);
  expect(existsSync(directory)).toBe(false);
});

test('what another process that was killed had begun to end is ended', async () => {
  abandoned('test-claim-left');
  symlinkSync('0 1', join(nodes, 'test-claim-left', `after-${process.pid}`));
  await releaseAbandoned();
  expect(readdirSync(nodes)).not.toContain('test-claim-left');
});
