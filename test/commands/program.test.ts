import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { project } from '../../image/folder.ts';
import { program } from '../program.ts';
import { run, saved } from '../run.ts';
import { snapshotFile, snapshotOf } from '../stories.ts';
import { anywhere } from './met.ts';
import { openShell, scratchFolder } from './scratch.ts';

test('the commands of hostprobe that READMEs show, in their order', async () => {
  const folder = scratchFolder();
  const type = await openShell(folder);
  copyFileSync(join(project, 'test', 'explain', 'inputs', 'event-denied.txt'), join(folder, 'containerd.log'));
  copyFileSync(join(project, 'test', 'nodes', 'nssm-user-account', 'snapshot.json'), join(folder, 'node.json'));
  copyFileSync(join(project, 'test', 'predict', 'agent.yaml'), join(folder, 'agent.yaml'));
  const before = saved({ ...snapshotOf('healthy'), at: '2026-10-31T12:00:00.000Z' });
  const bundles = [
    [snapshotFile('nssm-user-account'), 'hostprobe-win-1-20261101T120000Z.zip'],
    [snapshotFile('nssm-user-account'), 'win-1-now.zip'],
    [before, 'win-1-before.zip'],
  ];
  for (const [facts = '', name = ''] of bundles) {
    expect(await run(['bundle', '--facts', facts, join(folder, name)])).toMatchObject({ code: 0 });
  }
  for (const [command, code, printed] of anywhere) {
    // The first is typed with npm, as it is shown; the others then need no npm to be known by what they print.
    const asShown = command === anywhere[0]?.[0];
    const words = command.replace(/^npm run -s hostprobe -- |^hostprobe /, '');
    const typed = asShown ? command : `${process.execPath} ${program} ${words}`;
    expect({ command, ...(await type(typed)) }).toEqual({ command, code, output: expect.stringMatching(printed) });
  }
}, 600_000);
