import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ifKnown } from '../../agent/fact.ts';
import { explanationSchema } from '../../agent/report/schema.ts';
import { readSnapshot } from '../../agent/snapshot/read.ts';
import { writeFiles } from '../../image/files.ts';
import { mustRun, run } from '../../image/run.ts';
import { startAgent } from '../../scripts/lab/agent-process.ts';
import { healthy } from '../../scripts/lab/scenarios.ts';
import { onDrive } from '../../scripts/lab/wine.ts';
import { builtArchives } from '../image/built.ts';
import { snapshotText } from '../stories.ts';
import { readStrict } from './report.ts';
import { useNode } from './with-node.ts';

// What only reads asks one healthy node.
const shared = useNode('healthy', healthy);

test('facts --with setup reads services, registry, files and images of the node, and starts no program', async () => {
  const node = shared();
  const agent = startAgent(node, 'setup', ['facts', '--with', 'setup']);
  expect(await agent.exited, agent.log()).toBe(0);
  const { setup } = readSnapshot(agent.stdout(), 'setup.json');
  if (!setup?.ok) throw new Error(JSON.stringify(setup));
  const { services, registry, files, images, programs, hosts } = setup.value;
  const named = (name: string) => ifKnown(services)?.items.find((one) => one.name === name);
  expect(named('containerd')).toMatchObject({ kind: 'program', state: 'running', account: 'LocalSystem' });
  expect(named('containerd')?.file).toMatch(/\\node\.exe$|\\containerd\.exe$/i);
  expect(ifKnown(services)?.items.some(({ kind }) => kind !== 'program')).toBe(true);
  expect(ifKnown(registry)?.filter(({ values }) => !values.ok)).toEqual([]);
  expect(ifKnown(files)?.items.map(({ path, settings }) => [path, settings.ok])).toContainEqual([
    'C:\\Program Files\\containerd\\config.toml',
    true,
  ]);
  expect(ifKnown(images)?.items.map(({ digest }) => digest)).toContainEqual(expect.stringMatching(/^sha256:/));
  expect(ifKnown(programs)?.items.length).toBeGreaterThan(0);
  const variables = ifKnown(registry)?.find(({ key }) => key.endsWith('Environment'))?.values;
  expect(Object.keys((variables && ifKnown(variables)) ?? {})).toContain('PATH');
  expect(hosts.ok).toBe(true);
  expect(readStrict(node)).toEqual({ refused: [], kept: [] });
});

/** Of what is asked, that which Wine has a program for, and which no stand-in answers. */
const same = ['a value of the registry'];

test('the self-check asks each question twice, one a line, as far as Wine has the program', async () => {
  const node = shared();
  const agent = startAgent(node, 'self-check', ['report', '--self-check']);
  expect(await agent.exited, agent.log()).toBeLessThan(3);
  const [, ...lines] = agent.stdout().trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(15);
  for (const line of lines) expect(line).toMatch(/^(?:same {3}|differs|unknown) [^:]+: .+ \(.+\)$/);
  for (const what of same) expect(lines.find((line) => line.includes(` ${what}:`))).toMatch(/^same/);
  expect(readStrict(node)).toEqual({ refused: [], kept: [] });
});

test('the executable for Windows runs alone: it explains a text, judges a saved node, and gives its exit code', async () => {
  const node = shared();
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
}, 240_000);
