import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { project } from '../../image/folder.ts';
import { anywhere } from './met.ts';
import { openShell, scratchFolder } from './scratch.ts';

test('the commands of hostprobe that READMEs show, in their order', async () => {
  const folder = scratchFolder();
  const type = await openShell(folder);
  copyFileSync(join(project, 'test', 'explain', 'inputs', 'event-denied.txt'), join(folder, 'containerd.log'));
  copyFileSync(join(project, 'test', 'nodes', 'nssm-user-account', 'snapshot.json'), join(folder, 'node.json'));
  copyFileSync(join(project, 'test', 'predict', 'agent.yaml'), join(folder, 'agent.yaml'));
  const bundles = [
    ['nssm-user-account', 'hostprobe-win-1-20261101T120000Z.zip'],
    ['healthy', 'win-1.zip'],
    ['nssm-user-account', 'win-2.zip'],
  ];
  for (const [story, name] of bundles) {
    const command = `npm run -s hostprobe -- bundle --facts test/nodes/${story}/snapshot.json ${name}`;
    expect(await type(command)).toMatchObject({ code: 0 });
  }
  for (const [command, code, printed] of anywhere) {
    const typed = command.startsWith('npm ')
      ? command
      : `npm run -s hostprobe -- ${command.replace(/^hostprobe /, '')}`;
    expect({ command, ...(await type(typed)) }).toEqual({ command, code, output: expect.stringMatching(printed) });
  }
}, 240_000);
