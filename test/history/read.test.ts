import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FactValues } from '../../agent/facts/index.ts';
import { digest } from '../../agent/history/digest.ts';
import { blockOf, changeLine, knownLine } from '../../agent/history/lines.ts';
import { readHistory } from '../../agent/history/read.ts';
import { openState } from '../../agent/host/state-folder.ts';
import { newFolder } from '../host/folder.ts';
import { denied, got } from '../snapshot.ts';
import { digestOf, runAt } from './runs.ts';

const since = new Date('2026-11-01T10:00:00.000Z');
const stateIn = (directory: string | null) => openState(false, { directory, file: 'history.jsonl' });
const changed = { at: '2026-11-01T10:30:00.000Z', after: null, what: 'mode of new pods', from: 'fallback', to: 'bind' };

/** The history that serve kept of a healthy node: its known values, and one change. */
async function kept(values = digestOf().values): Promise<string> {
  const folder = await newFolder();
  const known = knownLine('2026-11-01T09:00:00.000Z', new Map([...values, ['mode of new pods', 'fallback']]));
  await writeFile(join(folder, 'history.jsonl'), blockOf([known, changeLine(changed)]));
  return folder;
}
const runNow = (edit?: (facts: FactValues) => void) => runAt('2026-11-01T12:00:00.000Z', edit);

describe('what changed on this node', () => {
  test('is what serve kept, since the given time', async () => {
    const state = stateIn(await kept());
    const history = await readHistory({ state, since, run: runNow() });
    expect(history).toMatchObject({ begins: '2026-11-01T09:00:00.000Z', problem: null, changes: [changed] });
    const later = new Date('2026-11-01T11:00:00.000Z');
    expect((await readHistory({ state, since: later, run: runNow() })).changes).toEqual([]);
  });

  test('includes what has changed since the last run of serve; nothing is written', async () => {
    const folder = await kept();
    const run = runNow((facts) => {
      if (facts.services.containerd.ok && facts.services.containerd.value !== null) {
        facts.services.containerd.value.account = '.\\admin';
      }
    });
    const { changes } = await readHistory({ state: stateIn(folder), since, run });
    expect(changes).toContainEqual({
      at: '2026-11-01T12:00:00.000Z',
      after: null,
      what: 'service containerd account',
      from: 'LocalSystem',
      to: '.\\admin',
    });
    expect((await readHistory({ state: stateIn(folder), since, run: runNow() })).changes).toEqual([changed]);
    expect(await readdir(folder)).toEqual(['history.jsonl']);
  });

  test('does not include effects of another account, or of a run outside a pod', async () => {
    const run = runNow((facts) => {
      if (facts.identity.token.ok)
        facts.identity.token.value.user = { sid: 'S-1-5-21-1-2-3-500', name: 'WIN-1\\admin' };
      facts.sandbox.form = 'unset';
      facts.sandbox.mountPoint = null;
      facts.runtime.version = denied();
      facts.runtime.status = denied();
    });
    const values = new Map([...digestOf().values, ['status', 'unhealthy'], ['hostprobe version', '0.0.1']]);
    const { changes } = await readHistory({ state: stateIn(await kept(values)), since, run });
    expect(changes).toEqual([changed]);
  });

  test('does not include another status, which the account may bring, though all else is as it was', async () => {
    expect(runNow().report.status).toBe('healthy');
    const values = new Map([...digestOf().values, ['status', 'unhealthy']]);
    const { changes } = await readHistory({ state: stateIn(await kept(values)), since, run: runNow() });
    expect(changes).toEqual([changed]);
  });

  test('includes a failure that is new, and one that is gone', async () => {
    const said = 'failed to create user process token: failed to logon user: Access is denied.: unknown';
    const failing = runNow((facts) => {
      facts.logs.lines = [{ component: 'containerd', source: 'containerd.log', text: said, count: 1 }];
    });
    const found = await readHistory({ state: stateIn(await kept()), since, run: failing });
    expect(found.changes.find(({ what }) => what === 'diagnosis logon-denied')).toMatchObject({ from: null });
    const before = digest(failing);
    const folder = await kept(new Map([...before.values, ...before.diagnoses]));
    const gone = await readHistory({ state: stateIn(folder), since, run: runNow() });
    expect(gone.changes.find(({ what }) => what === 'diagnosis logon-denied')).toMatchObject({ to: null });
  });

  test('does not include another weight of a cause under a weaker or stronger account', async () => {
    const said = 'failed to create user process token: failed to logon user: Access is denied.: unknown';
    const failing = (account: FactValues['runtime-process']['containerd'][0]['account']) => (facts: FactValues) => {
      facts.logs.lines = [{ component: 'containerd', source: 'containerd.log', text: said, count: 1 }];
      for (const process of facts['runtime-process'].containerd) process.account = account;
    };
    const before = digest(runNow(failing(denied())));
    const folder = await kept(new Map([...before.values, ...before.diagnoses]));
    const run = runNow(failing(got({ sid: 'S-1-5-21-1-2-3-500', name: 'WIN-1\\admin' })));
    const { changes } = await readHistory({ state: stateIn(folder), since, run });
    expect(changes.filter(({ what }) => what.startsWith('diagnosis '))).toEqual([]);
  });

  test.each([
    ['there is no folder', () => stateIn(null), /^this machine has no hostprobe folder; .*--state-dir$/],
    [
      'there is no file',
      () => stateIn('/no/such/folder'),
      /^([\\/])no\1such\1folder\1history\.jsonl does not exist: hostprobe serve/,
    ],
  ])('says why there is no history where %s', async (_why, open, problem) => {
    const history = await readHistory({ state: open(), since, run: runNow() });
    expect(history).toMatchObject({ begins: null, changes: [] });
    expect(history.problem).toMatch(problem);
  });

  test('says why there is no history if the file cannot be read', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, 'history.jsonl'));
    const { problem } = await readHistory({ state: stateIn(folder), since, run: runNow() });
    expect(problem).toMatch(/^the history cannot be read: /);
  });
});
