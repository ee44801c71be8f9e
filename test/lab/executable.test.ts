import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explanationSchema } from '../../agent/report/schema.ts';
import { writeFiles } from '../../image/files.ts';
import { mustRun, run } from '../../image/run.ts';
import { healthy } from '../../scripts/lab/scenarios.ts';
import { onDrive } from '../../scripts/lab/wine.ts';
import { builtArchives } from '../image/built.ts';
import { snapshotText } from '../stories.ts';
import { withNode } from './with-node.ts';

test(
  'the executable for Windows runs alone: it explains a text, judges a saved node, and gives its exit code',
  () =>
    withNode('executable', healthy, async (node) => {
      const drive = onDrive(node.prefix, 'C:\\');
      const archive = join((await builtArchives()).folder, 'hostprobe-0.1.0-windows-amd64.zip');
      await mustRun(['unzip', '-q', '-j', archive, '*/hostprobe.exe', '-d', drive]);
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
