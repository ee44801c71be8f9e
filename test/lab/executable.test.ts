import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explanationSchema } from '../../agent/report/schema.ts';
import { bundleForExecutable, platformsOf, writeExecutable } from '../../image/executable.ts';
import { writeFiles } from '../../image/files.ts';
import { run } from '../../image/run.ts';
import { healthy } from '../../scripts/lab/scenarios.ts';
import { onDrive } from '../../scripts/lab/wine.ts';
import { snapshotText } from '../stories.ts';
import { withNode } from './with-node.ts';

test(
  'the executable for Windows runs alone: it explains a text, judges a saved node, and gives its exit code',
  () =>
    withNode('executable', healthy, async (node) => {
      const platform = platformsOf().find(({ os }) => os === 'windows');
      if (platform === undefined) throw new Error('there is no executable for Windows');
      const drive = onDrive(node.prefix, 'C:\\');
      await writeExecutable(join(drive, platform.program), (await bundleForExecutable()).files, platform);
      const story = Buffer.from(snapshotText('containerd-user-account'));
      writeFiles(drive, { 'node.json': story });
      const call = (...args: string[]) => run(['wine', 'C:\\hostprobe.exe', ...args], { cwd: node.cwd, env: node.env });
      expect(await call('--version')).toEqual({ code: 0, output: expect.stringMatching(/^hostprobe \d/) });
      const explained = await call('explain', 'failed to logon user: Access is denied.', '-o', 'json');
      expect(explanationSchema.parse(JSON.parse(explained.output)).recognised).toBe(true);
      expect(await call('report', '--facts', 'C:\\node.json')).toEqual({
        code: 1,
        output: expect.stringMatching(/FAIL +containerd-account/),
      });
    }),
  240_000,
);
