import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { reportSchema } from '../../agent/report/schema.ts';
import type { Mode } from '../../agent/shim/paths.ts';
import { writeFiles } from '../../image/files.ts';
import { run } from '../../image/run.ts';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { labEntry, writeLabEntry } from '../../scripts/lab/bundle.ts';
import { freePort } from '../../scripts/lab/node.ts';
import { healthy, scenarioOf } from '../../scripts/lab/scenarios.ts';
import { onDrive } from '../../scripts/lab/wine.ts';
import { type Built, builtImage, filesBelow } from '../image/built.ts';
import { type ReadImage, readImage } from '../image/read-image.ts';
import { snapshotText } from '../stories.ts';
import { startContainer, unpackImage, workingDirectoriesOf } from './container.ts';
import { until } from './until.ts';
import { withNode } from './with-node.ts';

let built: Built;
let image: ReadImage;
beforeAll(async () => {
  built = await builtImage();
  image = await readImage(join(built.directory, 'oci'));
}, 600_000);

// Each starts hostprobe several times, on a machine that may be busy.
const patienceMs = 240_000;
const isVersion = [0, expect.stringMatching(/^hostprobe \d/)];

test.each<[string, Mode]>([
  ['healthy-1.6', 'volume'],
  ['healthy-1.7', 'bind'],
  ['no-bind-filter', 'fallback'],
])(
  'the files of the image, started as the shim starts them, serve a report without a fault on %s (%s)',
  (name, mode) =>
    withNode('image', scenarioOf(name), async (node) => {
      unpackImage(node, image);
      const directories = workingDirectoriesOf(node, mode);
      for (const cwd of directories) {
        const version = startContainer(node, image.entrypoint, { mode, cwd, args: ['--version'] });
        expect([await version.exited, version.stdout()]).toEqual(isVersion);
      }
      // As `kubectl exec <pod> -- cmd /c hostprobe --version`.
      const exec = startAgent({ ...node, command: ['cmd', '/c', 'hostprobe'] }, 'exec', ['--version']);
      expect([await exec.exited, exec.stdout()]).toEqual(isVersion);

      // The container itself, with stand-ins for what Wine cannot answer: the lab's entry beside the image's own files.
      await writeLabEntry(node.cwd);
      const listen = `127.0.0.1:${await freePort()}`;
      const cwd = directories.at(-1) ?? node.cwd;
      const agent = startContainer(node, image.entrypoint, { mode, cwd, args: image.cmd, script: labEntry, listen });
      await until(async () => (await fetch(`http://${listen}/readyz`)).ok);
      const answer = await fetch(`http://${listen}/report`);
      expect(answer.status).toBe(200);
      const { findings } = reportSchema.parse(await answer.json());
      expect(findings.filter(({ status }) => status === 'fail' || status === 'unknown')).toEqual([]);
      expect(findings.find(({ check }) => check === 'sandbox-mode')?.status).toBe('pass');
      // Under Wine cmd does not hand Ctrl-C on; there the end of the node ends what it started.
      if (mode !== 'bind') expect(await agent.stop()).toBe(0);
    }),
  patienceMs,
);

test(
  'hostprobe.cmd of the folder runs from anywhere, with any arguments, and gives its exit code',
  () =>
    withNode('image', healthy, async (node) => {
      const drive = onDrive(node.prefix, 'C:\\');
      const [folder = ''] = readdirSync(built.directory).filter((name) => name.endsWith('-windows-amd64'));
      writeFiles(join(drive, 'Program Files', 'host probe (1)'), filesBelow(join(built.directory, folder)));
      const story = Buffer.from(snapshotText('containerd-user-account'));
      writeFiles(drive, { 'saved here/node & more.json': story });
      const call = async (line: string) => {
        const command = `call "C:\\Program Files\\host probe (1)\\hostprobe.cmd" ${line}`;
        const lines = ['@echo off', 'cd /d C:\\windows', command, 'exit /b %ERRORLEVEL%', ''];
        writeFiles(drive, { 'call.cmd': Buffer.from(lines.join('\r\n')) });
        return run(['wine', 'cmd', '/c', 'C:\\call.cmd'], { cwd: node.cwd, env: node.env });
      };
      expect(await call('report --facts "C:\\saved here\\node & more.json"')).toEqual({
        code: 1,
        output: expect.stringMatching(/FAIL +containerd-account/),
      });
      expect(await call('report --fact x')).toEqual({ code: 64, output: expect.stringContaining('--fact') });
      const { code, output } = await call('report -o json');
      expect(reportSchema.parse(JSON.parse(output)).findings.length).toBeGreaterThan(20);
      expect([0, 1, 2]).toContain(code);
    }),
  patienceMs,
);
