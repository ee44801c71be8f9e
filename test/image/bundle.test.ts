import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import type { PackerCall, PackerMessage } from '../../agent/bundle/packer/packer-thread.ts';
import { inventory } from '../../agent/facts/os.ts';
import { signatures } from '../../agent/signatures/index.ts';
import { type Bundle, bundleAgent, nodeFlags } from '../../image/bundle.ts';
import { writeFiles } from '../../image/files.ts';
import { snapshotFile } from '../stories.ts';

const bundle: Bundle = await bundleAgent();

test('every file that a bundled file starts or loads is next to it', () => {
  for (const text of Object.values(bundle.files)) {
    const named = [...text.matchAll(/["'`]\.\/([\w-]+\.(?:mjs|ts))["'`]/g)].map(([, name]) => name);
    expect(named.filter((name) => !(name !== undefined && name in bundle.files))).toEqual([]);
  }
  const all = Object.values(bundle.files).join('\n');
  for (const thread of ['inventory-worker', 'judge-worker', 'packer-worker']) expect(all).toContain(`./${thread}.mjs`);
});

test('every file is a module that Node can read', () => {
  // What a minifier renames may clash with what is put before it.
  const read = `const { SourceTextModule } = require('node:vm');
    for (const [name, text] of Object.entries(JSON.parse(require('node:fs').readFileSync(0, 'utf8')))) {
      new SourceTextModule(text, { identifier: name });
    }`;
  const modules = Object.fromEntries(Object.entries(bundle.files).filter(([name]) => name.endsWith('.mjs')));
  const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', '--experimental-vm-modules', '-e', read], {
    input: JSON.stringify(modules),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
});

/** The files that are loaded with one, whatever is asked of it. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = bundle.files[file];
  if (text === undefined) throw new Error(`there is no ${file} in the bundle`);
  for (const [, name = ''] of text.matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([\w-]+\.mjs)["'`]/g))
    loadedWith(name, seen);
  return seen;
}

test('a command loads little before it is named', () => {
  const bytes = [...loadedWith('hostprobe.mjs')].reduce((sum, file) => sum + (bundle.files[file]?.length ?? 0), 0);
  expect(bytes).toBeLessThan(100_000);
});

/** What a command prints and loads: files by their URL, with what imports each; and parts of Node. */
function loadedBy(...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-loaded-'));
  const hook = `import { registerHooks } from 'node:module';
    const by = {};
    const before = new Set(process.moduleLoadList);
    registerHooks({ resolve(what, context, next) {
      const found = next(what, context);
      by[found.url] ??= context.parentURL ?? 'the command line';
      return found;
    } });
    process.on('exit', () => {
      const parts = process.moduleLoadList.filter((part) => !before.has(part));
      process.stderr.write(JSON.stringify({ by, parts }));
    });`;
  for (const [name, text] of Object.entries(bundle.files)) writeFileSync(join(folder, name), text);
  const program = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, join(folder, 'hostprobe.mjs')];
  const { stdout, stderr } = spawnSync(process.execPath, [...program, ...args], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  const { by, parts }: { by: Record<string, string>; parts: string[] } = JSON.parse(stderr);
  return { stdout, by, parts };
}

const said = 'failed to create user process token: failed to logon user: Access is denied.';

test.each([
  ['explain', said],
  ['lint', 'manifests/base/daemon-set.yaml'],
  ['report', '--facts', 'test/nodes/healthy/snapshot.json'],
])('%s makes Node load no slow part', (...args) => {
  const { stdout, parts } = loadedBy(...args);
  expect(stdout).not.toBe('');
  const slow =
    /^NativeModule (?:_?http|https|_?tls|crypto|zlib|worker_threads|child_process|fs\/promises|stream$|internal\/streams|net$)/;
  expect(parts.filter((part) => slow.test(part))).toEqual([]);
});

test('explain "text" loads no package, and little code', () => {
  const { stdout, by } = loadedBy('explain', said);
  expect(stdout).toContain('containerd-account');
  const nameOf = (url: string) => url.replace(/^.*\//, '');
  const files = Object.entries(by).flatMap(([url, parent]) => {
    const bytes = bundle.files[nameOf(url)]?.length;
    return bytes === undefined ? [] : [{ file: nameOf(url), parent: nameOf(parent), bytes }];
  });
  const strangers = files.flatMap(({ file, parent }) =>
    (bundle.contents[file] ?? [])
      .filter((source) => source.includes('node_modules/'))
      .map((source) => `explain loads ${source}: it is in ${file}, which ${parent} imports`),
  );
  expect(strangers).toEqual([]);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = files.map(({ file, bytes }) => `${file} ${bytes}`).join(', ');
  expect(total, `explain loads ${total} bytes of code: ${largest}`).toBeLessThan(350_000);
});

test.each([
  ['lint.mjs', /agent\/(?:signatures|causes|renderers|facts)\/|lint\/(?:sarif|junit)/],
  ['report.mjs', /agent\/(?:rules|lint)\/|renderers\/(?!text)|preact|node_modules\/yaml\//],
])('%s is loaded without what only other forms and commands use', (file, others) => {
  const sources = [...loadedWith(file)].flatMap((one) => bundle.contents[one] ?? []);
  expect(sources.filter((source) => others.test(source))).toEqual([]);
});

test('what reads this node is loaded without the server, whose code a report beside an agent would pay for', () => {
  const loaded = ['report.mjs', 'probes.mjs', 'machine.mjs', 'stop-signals.mjs', 'native.mjs'].flatMap((file) => [
    ...loadedWith(file),
  ]);
  const sources = loaded.flatMap((file) => bundle.contents[file] ?? []);
  expect(sources.filter((source) => source.endsWith('agent/host/machine.ts'))).not.toEqual([]);
  expect(sources.filter((source) => /agent\/server\/|node_modules\/fastify\//.test(source))).toEqual([]);
});

test('the client of the API server for people is not loaded to serve', () => {
  const sources = [...loadedWith('serve.mjs')].flatMap((file) => bundle.contents[file] ?? []);
  expect(sources.filter((source) => /agent\/server\/app\.ts$/.test(source))).not.toEqual([]);
  expect(sources.filter((source) => /agent\/reach\/|node_modules\/ws\//.test(source))).toEqual([]);
  expect(bundle.packages).toContain('node_modules/ws');
});

test('the catalogue is read from a file of its own', () => {
  const catalogue = bundle.files['catalogue.json'] ?? '';
  const sample = signatures[0]?.samples[0] ?? '';
  expect(catalogue).toContain(JSON.stringify(sample));
  expect(catalogue).toMatch(/^[\0-\x7f]*$/);
  const code = Object.entries(bundle.files).filter(([name]) => name.endsWith('.mjs'));
  expect(code.filter(([, text]) => text.includes(sample))).toEqual([]);
});

describe('from any folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe bundle '));
  writeFiles(folder, Object.fromEntries(Object.entries(bundle.files).map(([name, text]) => [name, Buffer.from(text)])));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('it is the whole program', () => {
    const story = snapshotFile('containerd-user-account');
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [...nodeFlags, join(folder, 'hostprobe.mjs'), ...args], {
        encoding: 'utf8',
        cwd: folder,
      });
    expect(run('--version').stdout).toMatch(/^hostprobe \d/);
    const { status, stdout } = run('report', '--facts', story);
    expect([status, stdout]).toEqual([1, expect.stringContaining('containerd-account')]);
    expect(run('bundle', 'node.zip')).toMatchObject({ status: 0 });
  });

  test('the inventory of the machine is taken in its thread', async () => {
    const worker = new Worker(join(folder, 'inventory-worker.mjs'), { workerData: { windows: false } });
    const [message] = await once(worker, 'message');
    expect(inventory.parse(message).cores).toBeGreaterThan(0);
  });

  test('a bundle is packed in its thread', async () => {
    const worker = new Worker(join(folder, 'packer-worker.mjs'), { workerData: new Uint8Array(32) });
    const archive: PackerMessage[] = [];
    worker.on('message', (message: PackerMessage) => archive.push(message));
    worker.postMessage({ call: 'end', given: [] } satisfies PackerCall);
    while (archive.at(-1)?.is !== 'end') await once(worker, 'message');
    await worker.terminate();
    expect(archive).toMatchObject([{ is: 'archive' }, { is: 'end' }]);
  });
});
