import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { commandLineOf } from '../../agent/container-command.ts';
import { rootOf } from '../../agent/inside.ts';
import type { Mode } from '../../agent/mode.ts';
import { reportSchema } from '../../agent/report.ts';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { labEntry, writeLabEntry } from '../../scripts/lab/bundle.ts';
import { freePort, type LabNode } from '../../scripts/lab/node.ts';
import { hostprobePod } from '../../scripts/lab/pod.ts';
import { run } from '../../scripts/lab/run.ts';
import { healthy, scenarioOf } from '../../scripts/lab/scenarios.ts';
import { onDrive } from '../../scripts/lab/wine.ts';
import { type Built, buildImage, filesBelow } from '../image/built.ts';
import { entriesOf } from '../image/unpack.ts';
import { podWith } from '../pod.ts';
import { until } from './until.ts';
import { withNode } from './with-node.ts';

let built: Built;
let image: { entrypoint: string[]; cmd: string[]; files: Map<string, Buffer> };
beforeAll(async () => {
  built = await buildImage({ args: ['--standalone'] });
  image = await readImage(join(built.directory, 'oci'));
  return () => rmSync(built.directory, { recursive: true });
}, 300_000);

/** What a node gets of an image: its configuration, and the files of all its layers. */
async function readImage(layout: string): Promise<typeof image> {
  const blob = (digest: string) => readFileSync(join(layout, 'blobs', digest.replace(':', '/')));
  const [root] = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')).manifests;
  const manifest = JSON.parse(blob(root.digest).toString());
  const { config } = JSON.parse(blob(manifest.config.digest).toString());
  const layers = manifest.layers.map(({ digest }: { digest: string }) => entriesOf(blob(digest)));
  const files = (await Promise.all(layers)).flat().filter(({ header }) => header.type === 'file');
  return {
    entrypoint: config.Entrypoint,
    cmd: config.Cmd,
    files: new Map(files.map(({ header, bytes }) => [header.name.slice('Files/'.length), bytes])),
  };
}

function place(folder: string, files: Map<string, Buffer>): void {
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}

/** In the root of the container only what the layers hold, and the mounts. */
function unpackImage(root: string): void {
  for (const name of readdirSync(root)) if (name !== 'var') rmSync(join(root, name), { recursive: true });
  place(root, image.files);
}

/** The words with which the shim starts a container of the image, by hostprobe's own account of its rules. */
function startedAs(mode: Mode, args: string[]): string[] {
  const pod = podWith(({ spec }) => Object.assign(spec.containers[0], { command: image.entrypoint, args }));
  const [container] = pod.spec.containers;
  if (container === undefined) throw new Error('the pod has no container');
  const line = commandLineOf(container, mode, rootOf(mode, null))?.becomes ?? '';
  return line.replaceAll('<id>', hostprobePod.containerId).split(' ');
}

/**
 * A container of the image on a lab node. In bind mode the shim starts cmd, which looks for the program in the working
 * directory and in PATH; in the other modes it has itself found the program in the image's root.
 */
function startContainer(
  node: LabNode,
  options: { mode: Mode; args: string[]; script?: string; cwd?: string; listen?: string },
) {
  const { mode, args, script = 'hostprobe.mjs', cwd = node.cwd, listen } = options;
  const [first = '', ...rest] = startedAs(mode, args).map((word) => word.replace('hostprobe.mjs', script));
  const root = rootOf(mode, null).path.replace('<id>', hostprobePod.containerId);
  const env = { ...node.env, WINEPATH: root, ...(listen === undefined ? {} : { HOSTPROBE_LISTEN: listen }) };
  return startAgent({ ...node, cwd, env, command: [mode === 'bind' ? first : join(node.cwd, first)] }, 'image', rest);
}

/** Where containerd starts a container that says nothing of it: in the root, in `hpc` below it, or in C:\ of the node. */
function workingDirectoryOf(node: LabNode, mode: Mode): string {
  if (mode !== 'fallback') return node.cwd;
  const folder = join(node.cwd, 'hpc');
  mkdirSync(folder);
  return folder;
}

describe('the files of the image, started as the shim starts them,', () => {
  test.each<[string, Mode]>([
    ['healthy-1.6', 'volume'],
    ['healthy-1.7', 'bind'],
    ['no-bind-filter', 'fallback'],
  ])('serve a report without a fault on %s, in mode %s', (name, mode) =>
    withNode('image', scenarioOf(name), async (node) => {
      unpackImage(node.cwd);
      const cwd = workingDirectoryOf(node, mode);
      const version = startContainer(node, { mode, cwd, args: ['--version'] });
      expect([await version.exited, version.stdout()]).toEqual([0, expect.stringMatching(/^hostprobe \d/)]);

      // The same once more with stand-ins for what Wine cannot answer: the lab's entry beside the image's own files.
      await writeLabEntry(node.cwd);
      const listen = `127.0.0.1:${await freePort()}`;
      const agent = startContainer(node, { mode, cwd, args: image.cmd, script: labEntry, listen });
      await until(async () => (await fetch(`http://${listen}/readyz`)).ok);
      const answer = await fetch(`http://${listen}/report`);
      expect(answer.status).toBe(200);
      const { findings } = reportSchema.parse(await answer.json());
      expect(findings.filter(({ status }) => status === 'fail' || status === 'unknown')).toEqual([]);
      expect(findings.find(({ check }) => check === 'sandbox-mode')?.status).toBe('pass');
      // cmd does not hand Ctrl-C on under Wine; the node's end ends what it started.
      if (mode !== 'bind') expect(await agent.stop()).toBe(0);
    }),
  );

  test('are found by cmd from C:\\ too, where containerd before 1.7.19 starts them in bind mode', () =>
    withNode('image', healthy, async (node) => {
      unpackImage(node.cwd);
      const cwd = onDrive(node.prefix, 'C:\\');
      const version = startContainer(node, { mode: 'bind', cwd, args: ['--version'] });
      expect([await version.exited, version.stdout()]).toEqual([0, expect.stringMatching(/^hostprobe \d/)]);
      // As `kubectl exec <pod> -- hostprobe --version`.
      const exec = startAgent(
        { ...node, cwd, env: { ...node.env, WINEPATH: 'C:\\hpc' }, command: ['cmd', '/c'] },
        'exec',
        ['hostprobe', '--version'],
      );
      expect([await exec.exited, exec.stdout()]).toEqual([0, version.stdout()]);
    }));
});

test('hostprobe.cmd of the folder runs from anywhere, with any arguments, and gives its exit code', () =>
  withNode('image', healthy, async (node) => {
    const [folder = ''] = readdirSync(built.directory).filter((name) => name.endsWith('-windows-amd64'));
    const files = filesBelow(join(built.directory, folder));
    place(onDrive(node.prefix, 'C:\\Program Files\\host probe (1)'), files);
    const story = readFileSync(join('test', 'nodes', 'containerd-user-account', 'snapshot.json'));
    place(onDrive(node.prefix, 'C:\\'), new Map([['saved here/node & more.json', story]]));
    const call = async (line: string) => {
      const command = `"C:\\Program Files\\host probe (1)\\hostprobe.cmd" ${line}`;
      const lines = ['@echo off', 'cd /d C:\\windows', `call ${command}`, 'exit /b %ERRORLEVEL%', ''];
      place(onDrive(node.prefix, 'C:\\'), new Map([['call.cmd', Buffer.from(lines.join('\r\n'))]]));
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
  }));
