import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bundle } from '../../agent/cli/bundle.ts';
import { readConfig } from '../../agent/config.ts';
import type { Host } from '../../agent/host.ts';
import { plainView } from '../../agent/renderer.ts';
import { file, nodeWith } from '../bundle/node.ts';
import { opened } from '../bundle/take.ts';
import { windowsNode } from '../fleet/cluster.ts';
import { everything, kubeconfigOf, serveKubernetes } from '../kubernetes.ts';
import { program } from '../program.ts';
import { environmentOf, runNode, saved, serve } from '../run.ts';
import { useManyRuns } from '../run-many.ts';
import { snapshotWith } from '../snapshot.ts';

const run = useManyRuns();

const recorded = saved(snapshotWith());
const newFolder = () => mkdtempSync(join(tmpdir(), 'hostprobe-bundle-'));
const newFile = () => join(newFolder(), 'node.zip');
const unzip = async (...args: string[]) => (await execa('unzip', args, { stripFinalNewline: false })).stdout;
const read = (name: string) => opened(readFileSync(name));

/** Runs the command on a node of our making; resolves with what it prints. */
async function bundleOn(host: Host, ...args: string[]): Promise<string> {
  let printed = '';
  const { config, operands } = readConfig(bundle, args, {});
  const print = async (text: string) => {
    printed += text;
  };
  expect(await bundle.run({ config, operands, view: plainView, print, createHost: async () => host })).toBe(0);
  return printed;
}

const klog = (text: string) => `I1101 10:00:00.000000    1200 a.go:1] ${text}\n`;
const node = nodeWith({
  'C:\\k\\kubelet.log': file(klog('first') + klog('token=abcdef123456')),
  'C:\\k\\kubelet.log.1': file(klog('older'), 20),
});

describe('hostprobe bundle', () => {
  test('writes an archive that unzip accepts, with the report that report -o json prints', async () => {
    const name = newFile();
    const { code, stdout, stderr } = await run(['bundle', '--facts', recorded, name]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/node\.zip: \d+ files of win-node-1, \d+ kB \(\d+ kB unpacked\)\n0 secrets were redacted/);
    expect(await unzip('-tqq', name)).toBe('');
    const { stdout: report } = await run(['report', '--facts', recorded, '-o', 'json']);
    expect(await unzip('-p', name, 'report.json')).toBe(report);
    const names = (await unzip('-Z1', name)).trimEnd().split('\n');
    expect(names.filter((one) => !/^[\w.-]+(?:\/[\w.-]+)*$/.test(one))).toEqual([]);
    expect(names.at(-1)).toBe('manifest.json');
  });

  test('is named after the node and the time; - writes it to standard output', async () => {
    const folder = newFolder();
    const { code: first } = await run(['bundle', '--facts', recorded], { cwd: folder });
    expect([first, readdirSync(folder)]).toEqual([0, ['hostprobe-win-node-1-20261101T120000Z.zip']]);
    await run(['bundle', '--facts', recorded], { cwd: folder });
    const second = 'hostprobe-win-node-1-20261101T120000Z-2.zip';
    expect(readdirSync(folder).toSorted()).toEqual([second, 'hostprobe-win-node-1-20261101T120000Z.zip'].toSorted());
    const again = await run(['bundle', '--facts', recorded, join(folder, second)]);
    expect(again).toMatchObject({
      code: 64,
      stderr: expect.stringMatching(/ is a bundle or another zip archive, and is not replaced: .* report --facts /),
    });
    for (const command of ['lint', 'predict'])
      expect(await run([command, join(folder, second)])).toMatchObject({
        code: 64,
        stderr: expect.stringContaining(
          `not a manifest; judge the node of a bundle: hostprobe report --facts ${folder}`,
        ),
      });
    expect((await run(['report', 'b.zip'])).stderr).toContain(
      'a bundle or a snapshot is read with --facts: hostprobe report --facts b.zip',
    );
    const { stdout } = await execa(process.execPath, [program, 'bundle', '--facts', recorded, '-'], {
      encoding: 'buffer',
    });
    expect((await opened(Buffer.from(stdout))).names).toContain('report.html');
    const { stdout: text } = await run(['bundle', '--facts', recorded, '-o', 'base64', '-']);
    expect(text).toMatch(/^[A-Za-z0-9+/]{76}\n/);
    expect((await opened(Buffer.from(text, 'base64'))).names).toContain('report.html');
    const { code, stderr } = await run(['bundle', '--facts', recorded, '-o', 'base64', join(folder, 'b.txt')]);
    expect([code, stderr]).toEqual([64, expect.stringContaining('-o base64 is for a bundle of this node on standard')]);
    const ofAll = await run(['bundle', '--all', '-o', 'base64', '-']);
    expect([ofAll.code, ofAll.stderr]).toEqual([64, expect.stringContaining('-o base64 is for a bundle of this node')]);
  });

  test('has the logs of the node; says how many secrets were removed and what could not be read', async () => {
    const name = newFile();
    const printed = await bundleOn(node, name);
    expect(printed).toContain('1 secret was redacted');
    expect(printed).toMatch(/\d+ could not be read \(errors\.json\):\n {2}services\/processes\.json: /);
    const { text } = await read(name);
    expect(text('logs/kubelet-kubelet.log')).toMatch(/first\n.*token=\[redacted:key:[0-9a-f]{12}\]\n$/);
  });

  test('obeys --since, --max-size and --redact', async () => {
    const name = newFile();
    await bundleOn(node, '--since', '2h', '--redact', saved("rules: [{ id: word, pattern: 'first' }]"), name);
    const { names, text } = await read(name);
    expect(names).not.toContain('logs/kubelet-kubelet.log.1');
    expect(text('logs/kubelet-kubelet.log')).toMatch(/\[redacted:word:/);
    const { code, stderr } = await run(['bundle', '--max-size', '10', '--facts', recorded, name]);
    expect([code, stderr]).toEqual([64, expect.stringContaining('--max-size must be a size from 1MB to 4GB')]);
  });

  test('--dry-run lists the content with sizes and times, and writes nothing', async () => {
    const name = newFile();
    const printed = await bundleOn(node, '--dry-run', name);
    expect(printed).toMatch(
      /^logs\/kubelet-kubelet\.log +1 kB {2}C:\\k\\kubelet\.log {2}2026-11-01T10:00:00\.000Z to 2026-11-01T10:00:00\.000Z$/m,
    );
    expect(printed).toMatch(/^report\.json +made {2}hostprobe$/m);
    expect(printed).toContain('Nothing was written.');
    const { items } = JSON.parse(await bundleOn(node, '--dry-run', '-o', 'json'));
    expect(items).toContainEqual({
      path: 'logs/kubelet-kubelet.log.1',
      source: 'C:\\k\\kubelet.log.1',
      bytes: klog('older').length,
      from: '2026-11-01T10:00:00.000Z',
      to: '2026-11-01T10:00:00.000Z',
    });
    expect(() => readFileSync(name)).toThrow('ENOENT');
  });

  test('--dry-run of a snapshot, whose files are all made, counts no others', async () => {
    const { stdout } = await run(['bundle', '--dry-run', '--facts', recorded]);
    expect(stdout).toMatch(/\n\d+ files: they have no size before they are made\. Nothing was written\.\n$/);
  });

  test('--node fetches the bundle of another node', async () => {
    using server = await serve(['--facts', recorded]);
    const name = newFile();
    const { code, stdout, stderr } = await run(['bundle', '--node', server.url, '--max-size', '20MB', name]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`from ${server.url}`);
    const facts = await (await fetch(`${server.url}/facts`)).text();
    expect((await read(name)).text('snapshot.json')).toBe(facts);
    const another = newFile();
    const inJson = await run(['bundle', '--node', server.url, '-o', 'json', another]);
    expect(JSON.parse(inJson.stdout)).toMatchObject({ file: another, origin: server.url });
    const refused = await run(['bundle', '--node', server.url, '--dry-run']);
    expect([refused.code, refused.stderr]).toEqual([
      64,
      expect.stringContaining('--dry-run has no effect with --node <url>: leave out one of them'),
    ]);
  });

  test('an agent at an address that refuses its bundle is asked for nothing else', async () => {
    const asked: (string | undefined)[] = [];
    const agent = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(503, { 'content-type': 'application/problem+json' }).end('{"detail":"later"}');
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void agent.close());
    await once(agent, 'listening');
    // A listening TCP server's address is never a string.
    const origin = `http://127.0.0.1:${(agent.address() as AddressInfo).port}`;
    expect(await run(['bundle', '--node', origin, newFile()])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('503'),
    });
    expect(asked.filter((path) => !path?.startsWith('/bundle?'))).toEqual([]);
  });
});

test('on a terminal, --all shows how many of the nodes are done, and clears that line', async () => {
  const api = await serveKubernetes([windowsNode('win-1'), windowsNode('win-2')]);
  api.allowed = [...everything, 'list nodes', 'get pods/portforward', 'create pods/portforward'];
  const typed = [process.execPath, program, 'bundle', '--all', newFile()].join(' ');
  const { stdout } = await execa('script', ['-qec', typed, '/dev/null'], {
    ...{ env: { ...environmentOf(), KUBECONFIG: saved(kubeconfigOf(api)), TERM: 'xterm' }, extendEnv: false },
    ...{ reject: false, stdin: 'ignore' },
  });
  const shown = stdout.split('\r\u001b[K');
  expect(shown).toContainEqual(expect.stringMatching(/^1 of 2 nodes; waiting for win-[12]$/));
  expect(shown.slice(-2)).toEqual(['2 of 2 nodes', expect.stringContaining('node.zip: 0 of 2 nodes')]);
});

const python = spawnSync('python3', ['--version']);

test.runIf(python.status === 0)('what is written is whole to python -m zipfile, too', async () => {
  const name = newFile();
  await bundleOn(node, name);
  const { stdout } = await execa('python3', ['-m', 'zipfile', '-t', name]);
  expect(stdout).toBe('Done testing');
});

describe('a bundle that cannot be written', () => {
  test('on a full disk is an error, and leaves no file', async () => {
    const folder = newFolder();
    const command = `ulimit -f 4; exec "${process.execPath}" "${program}" bundle --facts "${recorded}" "${folder}/node.zip"`;
    const { exitCode, stderr } = await execa('bash', ['-c', command], { reject: false });
    expect([exitCode, stderr]).toEqual([
      64,
      expect.stringMatching(/node\.zip cannot be written: it is larger than a file may be here; write elsewhere/),
    ]);
    expect(readdirSync(folder)).toEqual([]);
    const toFull = `exec "${process.execPath}" "${program}" bundle --facts "${recorded}" - >/dev/full`;
    const full = await execa('bash', ['-c', toFull], { reject: false });
    expect([full.exitCode, full.stderr]).toEqual([64, expect.stringContaining('the disk is full')]);
  });

  test('leaves no file when the reader of standard output ends', async () => {
    const command = `"${process.execPath}" "${program}" bundle --facts "${recorded}" - | head -c 10 >/dev/null; exit \${PIPESTATUS[0]}`;
    const { exitCode, stderr } = await execa('bash', ['-c', command], { reject: false });
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining('was closed early')]);
  });

  test.each<[what: string, name: (folder: string) => string, says: RegExp]>([
    ['a folder', (folder) => folder, /cannot be written: it is a folder; name a file in it\n$/],
    [
      'a folder that is not there',
      (folder) => join(folder, 'no', 'b.zip'),
      /b\.zip cannot be written: its folder does not/,
    ],
    [
      'below a file',
      () => join(recorded, 'b.zip'),
      /b\.zip cannot be written: a part of its path is a file, not a folder/,
    ],
    ['no name', () => '', /^hostprobe bundle: the archive must have a name, but got ""; without one/],
    ['a pipe', () => '/dev/stdin', /must go to a file, but \/dev\/stdin is a device or a pipe; for a pipe, name -\n$/],
    [
      'another file',
      () => saved('{}'),
      /node\.json exists and is not an archive, so it is not replaced; name another file/,
    ],
  ])('is refused before the run: %s', async (_, nameIn, says) => {
    const folder = newFolder();
    const name = nameIn(folder);
    const ended = await run(['bundle', '--facts', recorded, name]);
    expect(ended).toEqual({ code: 64, stdout: '', stderr: expect.stringMatching(says) });
    expect(readdirSync(folder)).toEqual([]);
    if (name.endsWith('node.json')) expect(readFileSync(name, 'utf8')).toBe('{}');
  });

  test('is refused with more than one file', async () => {
    expect(await runNode([program, 'bundle', 'a.zip', 'b.zip'])).toMatchObject({
      code: 64,
      stderr: 'hostprobe bundle: name one file for the bundle, but got a.zip and b.zip\n',
    });
  });
});
