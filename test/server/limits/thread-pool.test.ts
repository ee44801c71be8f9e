import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { newFolder } from '../../host/folder.ts';

const program = fileURLToPath(new URL('stalled.ts', import.meta.url));

/** What a server answers while so many of its calls do not return; a pool has four threads. */
async function stalledBy(calls: number) {
  const folder = await newFolder();
  return JSON.parse(execFileSync(process.execPath, [program, folder, String(calls)], { encoding: 'utf8' }));
}

test.skipIf(process.platform === 'win32')(
  'calls that never return fail /livez, and what needs no thread keeps working',
  async () => {
    expect(await stalledBy(4)).toEqual({
      before: 200,
      early: 200,
      during: { livez: 503, healthz: 503, status: 200 },
      after: 200,
    });
  },
);

test.skipIf(process.platform === 'win32')('calls that leave a thread end nothing', async () => {
  expect(await stalledBy(3)).toMatchObject({ during: { livez: 200 }, after: 200 });
});
