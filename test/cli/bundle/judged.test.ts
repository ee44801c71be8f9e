import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bundleByHand, bundleOf, snapshotPart } from '../../bundle/bundles.ts';
import { zip } from '../../bundle/zip.ts';
import { composed } from '../../composed.ts';
import { historyOf, modeChangedAt } from '../../history/told.ts';
import { newFolder } from '../../host/folder.ts';
import { saved, serve } from '../../run.ts';
import { useManyRuns } from '../../run-many.ts';

const run = useManyRuns();

const node = composed['nssm-user-account'] ?? expect.fail();
const denial =
  'time="2026-11-01T11:00:00Z" level=error msg="StartContainer failed" error="failed to create user process token: failed to logon user: Access is denied.: unknown"\n';
const history = historyOf([modeChangedAt('2026-11-01T11:30:00.000Z')]);
const content = await bundleOf({ snapshot: node, history, files: { 'logs/containerd-containerd.log': denial } });
const [bundle, snapshot] = [saved(content), saved(node)];
const manifest = fileURLToPath(new URL('../../predict/agent.yaml', import.meta.url));

describe('a bundle is judged like its snapshot', () => {
  test.each([
    ['report', '--facts'],
    ['report', '-o', 'json', '--facts'],
    ['report', '-o', 'html', '--facts'],
    ['predict', manifest, '--facts'],
    ['explain', 'failed to logon user: Access is denied.', '--facts'],
  ])('by %s %s', async (...args) => {
    // How a fix is proved names the file of the facts.
    const judged = async (name: string, input?: Buffer) => {
      const { stdout, ...rest } = await run([...args, name], { ...(input && { input }) });
      return {
        ...rest,
        stdout: stdout.replaceAll(/^ *To see whether it worked,[^:]*:\n +hostprobe predict [\s\S]*?(?=^$)/gm, ''),
      };
    };
    const ofSnapshot = await judged(snapshot);
    expect(ofSnapshot).toMatchObject({ stderr: '' });
    expect(await judged(bundle)).toEqual(ofSnapshot);
    expect(await judged('-', content)).toEqual(ofSnapshot);
  });

  test('by serve', async () => {
    using server = await serve(['--facts', bundle]);
    const served = await fetch(`${server.url}/report?format=text&status=200`);
    // What is served is wrapped, what goes to a pipe is not.
    const unwrapped = (text: string) => text.replaceAll(/\s+/g, ' ');
    const { stdout } = await run(['report', '--facts', snapshot]);
    expect(unwrapped(await served.text())).toBe(unwrapped(stdout));
  });
});

test('report --since shows the history in a bundle', async () => {
  const { code, stdout } = await run(['report', '--facts', bundle, '--since', '1h']);
  expect(code).toBe(1);
  expect(stdout).toContain(
    'CHANGED since 2026-11-01T11:00:00.000Z\n        found at 2026-11-01T11:30:00.000Z, in the first run after a restart of hostprobe:\n          mode: fallback -> bind\n',
  );
  const earlier = await run(['report', '--facts', bundle, '--since', '29m']);
  expect(earlier.stdout).toContain('CHANGED nothing recorded since 2026-11-01T11:31:00.000Z');
});

describe('explain', () => {
  test('reads the logs of a bundle and weighs the causes by the facts in it', async () => {
    for (const [operand, input] of [
      [bundle, ''],
      ['-', content],
    ] as const) {
      const { code, stdout } = await run(['explain', operand], { ...(input && { input }) });
      expect(code).toBe(0);
      expect(stdout).toContain('logs/containerd-containerd.log');
      expect(stdout).toMatch(/^Confirmed: .*\n? *\(containerd-account\)/);
      expect(stdout).toContain('Based on the facts of win-node-1 at 2026-11-01T12:00:00.000Z.');
    }
  });

  test('weighs the causes by another node if a flag names one', async () => {
    const healthy = saved(await bundleOf());
    const { stdout } = await run(['explain', bundle, '--facts', healthy, '-o', 'json']);
    expect(JSON.parse(stdout).diagnoses[0].causes[0]).toMatchObject({ id: 'security-product' });
    const both = await run(['explain', bundle, bundle]);
    expect(both).toEqual({
      code: 64,
      stdout: '',
      stderr:
        'hostprobe explain: each bundle is explained with the facts of its own node: explain one at a time, or name one with --facts\n',
    });
    expect(await run(['explain', bundle, bundle, '--facts', healthy])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('every command refuses a malicious bundle in one sentence, and writes nothing', () => {
  test.each([
    ['traversal', zip([snapshotPart, { name: '../../up', content: 'x' }]), 'its file "../../up" has an unsafe name'],
    ['a link', bundleByHand([{ name: 'logs/x', content: '/etc', says: { attributes: 0xa1ff0000 } }]), 'is a link'],
    [
      'a bomb',
      zip([{ name: 'snapshot.json', content: Buffer.alloc(32 * 2 ** 20) }]),
      'bytes, and at most 16777216 are allowed',
    ],
    ['nothing', zip([]), 'it has no manifest.json'],
    ['cut off', content.subarray(0, -100), 'it has no end of a zip archive'],
  ])('%s', async (_name, bytes, why) => {
    const folder = await newFolder();
    const cwd = join(folder, 'a', 'b');
    await mkdir(cwd, { recursive: true });
    await writeFile(join(cwd, 'b.zip'), bytes);
    for (const args of [
      ['report', '--facts', 'b.zip'],
      ['explain', 'b.zip'],
      ['predict', manifest, '--facts', 'b.zip'],
      ['compare', bundle, 'b.zip'],
    ]) {
      const { code, stdout, stderr } = await run(args, { cwd });
      expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(stderr).toContain(`b.zip must be a bundle as hostprobe bundle writes it, but `);
      expect(stderr).toContain(why);
    }
    expect(await readdir(folder, { recursive: true })).toEqual(['a', join('a', 'b'), join('a', 'b', 'b.zip')]);
  });
});
