import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { imageConfig, readImage } from '../../agent/source/image-archive.ts';
import { hives, layoutOf, program, tarOf } from '../saved-image.ts';

const folder = mkdtempSync(join(tmpdir(), 'image-'));
const file = (name: string, bytes: Buffer) => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
};

const layers = [
  { ...hives(), 'Files/old.exe': program(), 'Files/data/': '' },
  {
    'Files/App/agent.exe': program(
      0xaa64,
      '<dependentAssembly><assemblyIdentity type="win32" name="ruby_builtin_dlls"/>',
    ),
    'Files/notes.exe': 'no program',
    'Files/link.exe': { link: 'agent.exe' },
  },
  { 'Files/.wh.old.exe': '' },
];

// docker save writes null for a list that is empty. Source: moby api/types/container/config.go, whose slices have no omitempty.
test.each(['Entrypoint', 'Cmd', 'Env', 'WorkingDir', 'User'])('%s of an image may be null, or left out', (field) => {
  expect(imageConfig.parse({ [field]: null })).toEqual({ [field]: null });
  expect(imageConfig.parse({})).toEqual({});
});

describe('an OCI layout', () => {
  let layout: Record<string, Buffer>;
  let tar: string;
  beforeAll(async () => {
    const config = { Entrypoint: ['agent.exe'], User: 'ContainerUser', WorkingDir: 'C:\\app' };
    layout = await layoutOf(layers, {
      config,
      about: { 'os.version': '10.0.20348.1' },
      name: 'registry.example/agent:1',
    });
    tar = file('agent.tar', await tarOf(layout));
  });

  test('is read from a tar, compressed or not, and from a folder', async () => {
    for (const [path, bytes] of Object.entries(layout)) file(`layout/${path}`, bytes);
    const packed = file('agent.tar.gz', gzipSync(await tarOf(layout)));
    for (const path of [tar, packed, join(folder, 'layout')]) {
      const image = await readImage(path);
      expect(image).toMatchObject({
        ...{ os: 'windows', architecture: 'amd64', osVersion: '10.0.20348.1', hives: 'valid' },
        names: ['registry.example/agent:1'],
        config: { Entrypoint: ['agent.exe'], User: 'ContainerUser', WorkingDir: 'C:\\app' },
      });
    }
  });

  test('tells what is at a path, also through layers that hide what is below', async () => {
    const image = await readImage(tar);
    expect(
      ['app\\agent.exe', 'APP/Agent.exe', 'notes.exe', 'old.exe', 'app', 'data', 'link.exe', 'x'].map((path) =>
        image.fileAt(path),
      ),
    ).toEqual(['program', 'program', 'other', 'absent', 'folder', 'folder', null, 'absent']);
    expect(image.programAt('app\\agent.exe')).toEqual({ architecture: 'arm64', assemblies: ['ruby_builtin_dlls'] });
    expect(image.programAt('notes.exe')).toBeNull();
  });

  // What `tar -c .` writes of a folder.
  test('is read from a tar whose names begin with ./', async () => {
    const dotted = Object.fromEntries(Object.entries(layout).map(([path, bytes]) => [`./${path}`, bytes]));
    const image = await readImage(file('dotted.tar', await tarOf(dotted)));
    expect(image).toMatchObject({ osVersion: '10.0.20348.1', hives: 'valid' });
  });

  test('without a version of its system has none, and a list of many manifests is read', async () => {
    const plain = await layoutOf([{ 'Files/x': 'x' }]);
    const { manifests } = JSON.parse(String(plain['index.json']));
    const many = JSON.stringify({ manifests: Array.from({ length: 200 }, () => manifests[0]) });
    const image = await readImage(file('plain.tar', await tarOf({ ...plain, 'index.json': many })));
    expect([image.osVersion, image.fileAt('x')]).toEqual([null, 'other']);
  });

  test('with a base layer that is elsewhere tells nothing of what it does not have', async () => {
    const [base] = Object.keys(layout).filter((path) => (layout[path]?.length ?? 0) > 5000);
    const image = await readImage(
      file('part.tar', await tarOf(Object.fromEntries(Object.entries(layout).filter(([path]) => path !== base)))),
    );
    expect(image.hives).toBe('unknown');
    expect(image.fileAt('x')).toBeNull();
  });
});

// The form of docker save before Docker 25.
test('what docker save writes is read by its list', async () => {
  const saved = {
    'manifest.json': JSON.stringify([{ Config: 'c.json', RepoTags: ['agent:1'], Layers: ['a/layer.tar'] }]),
    'c.json': JSON.stringify({ os: 'windows', architecture: 'amd64', config: { Cmd: ['agent.exe'] } }),
    'a/layer.tar': await tarOf({ ...hives(''), 'Files/agent.exe': program() }),
  };
  const image = await readImage(file('docker.tar', await tarOf(saved)));
  expect(image).toMatchObject({ names: ['agent:1'], hives: 'empty', config: { Cmd: ['agent.exe'] } });
  expect(image.fileAt('agent.exe')).toBe('program');
  // On Windows, Docker writes the paths of its layers with backslashes.
  const list = JSON.stringify([{ Config: 'c.json', RepoTags: null, Layers: ['a\\layer.tar'] }]);
  const onWindows = await readImage(file('windows.tar', await tarOf({ ...saved, 'manifest.json': list })));
  expect(onWindows).toMatchObject({ names: [], hives: 'empty' });
  expect(onWindows.fileAt('agent.exe')).toBe('program');
});

describe('of several images in one archive', () => {
  const listOf = (layout: Record<string, Buffer>) => JSON.parse(layout['index.json']?.toString() ?? '').manifests[0];
  /** An archive whose index has an image for each of these platforms, with the platform as its name. */
  async function archiveOf(platforms: readonly { os: string; architecture: string }[]) {
    const all = await Promise.all(
      platforms.map((platform) =>
        layoutOf([{ 'Files/x': 'x' }], { about: platform, name: `${platform.os}/${platform.architecture}` }),
      ),
    );
    const manifests = all.map((layout, at) => ({ ...listOf(layout), platform: platforms[at] }));
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests }));
    return tarOf({ ...Object.assign({}, ...all), 'index.json': index });
  }
  const amd64 = { os: 'windows', architecture: 'amd64' };
  const arm64 = { os: 'windows', architecture: 'arm64' };
  const linux = { os: 'linux', architecture: 'amd64' };
  const unknown = { os: 'unknown', architecture: 'unknown' };

  test.each([
    ['the one for windows/amd64', [unknown, linux, arm64, amd64], amd64],
    ['else another of Windows', [unknown, linux, arm64], arm64],
    ['else the first that is one', [unknown, linux, { ...linux, architecture: 'arm64' }], linux],
    ['else what there is', [unknown], unknown],
  ])('%s is read', async (_what, platforms, expected) => {
    const image = await readImage(file('several.tar', await archiveOf(platforms)));
    expect(image).toMatchObject(expected);
    expect(image.names).toEqual(platforms.map(({ os, architecture }) => `${os}/${architecture}`));
  });

  // What buildx pushes: an index of indexes, with attestations that a saved archive may leave out. Source: OCI image-spec image-index.md.
  test('an index in an index is followed, three deep, and what is not there is passed over', async () => {
    const layout = await layoutOf([{ 'Files/x': 'x' }], { about: amd64 });
    const files: Record<string, Buffer> = { ...layout };
    const away = { digest: `sha256:${'0'.repeat(64)}`, size: 1, platform: amd64 };
    for (const isRead of [true, true, true, false]) {
      const inner = files['index.json'] ?? Buffer.alloc(0);
      const digest = createHash('sha256').update(inner).digest('hex');
      files[`blobs/sha256/${digest}`] = inner;
      const manifests = [away, { digest: `sha256:${digest}`, size: inner.length }];
      files['index.json'] = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests }));
      const reading = readImage(file('nested.tar', await tarOf(files)));
      if (isRead) expect((await reading).fileAt('x')).toBe('other');
      else await expect(reading).rejects.toThrow('its index leads to no image');
    }
  });

  test('the names of both lists that docker save writes count, each once', async () => {
    const layout = await layoutOf([{ 'Files/x': 'x' }], { name: 'agent:1' });
    const list = JSON.stringify([{ Config: 'x', RepoTags: ['agent:1', 'agent:2'], Layers: [] }]);
    const image = await readImage(file('both.tar', await tarOf({ ...layout, 'manifest.json': list })));
    expect(image.names).toEqual(['agent:1', 'agent:2']);
  });
});

describe('what is made to harm its reader, or damaged, is refused', () => {
  const refused = async (name: string, files: Record<string, string | Buffer>) =>
    expect(readImage(file(name, await tarOf(files)))).rejects;

  test.each(['Files/../../x.exe', 'C:/x.exe', '//host/x'])('a layer with the path %s', async (path) => {
    const layout = await layoutOf([{ [path]: 'x' }]);
    await (await refused('path.tar', layout)).toThrow('unsafe name');
  });

  test('a blob with other content than its name says', async () => {
    const layout = await layoutOf([{ 'Files/x': 'x' }]);
    const name = Object.keys(layout).find((path) => layout[path]?.toString().includes('"layers"')) ?? '';
    const changed = Buffer.from(`${layout[name]?.toString()} `);
    await (await refused('digest.tar', { ...layout, [name]: changed })).toThrow(
      'does not have the content that its name says',
    );
  });

  test.each([false, true])('a layer with other content than its name says, compressed: %s', async (isPacked) => {
    const layout = await layoutOf([{ 'Files/x': 'x'.repeat(5000) }]);
    const [name = ''] = Object.keys(layout).filter((path) => (layout[path]?.length ?? 0) > 5000);
    const other = await tarOf({ 'Files/x': 'y'.repeat(5000) });
    await (await refused('layer.tar', { ...layout, [name]: isPacked ? gzipSync(other) : other })).toThrow(
      `${name} does not have the content that its name says`,
    );
  });

  test('of two files with one name in an archive the first counts', async () => {
    const layout = await layoutOf([{ 'Files/x': 'x' }]);
    const first = await tarOf(layout);
    // The end of a tar is two empty blocks of 512 bytes.
    const both = Buffer.concat([
      first.subarray(0, first.length - 1024),
      await tarOf({ 'index.json': '{"manifests": []}' }),
    ]);
    expect((await readImage(file('twice.tar', both))).fileAt('x')).toBe('other');
  });

  test('a folder whose list leads out of it', async () => {
    file('outside/c.json', Buffer.from('{"os": "windows"}'));
    file('inside/manifest.json', Buffer.from(JSON.stringify([{ Config: '../outside/c.json', Layers: [] }])));
    await expect(readImage(join(folder, 'inside'))).rejects.toThrow('the configuration of the image is not in it');
    file('none/manifest.json', Buffer.from('[]'));
    await expect(readImage(join(folder, 'none'))).rejects.toThrow('manifest.json is not what its place says');
  });

  test('a list of as many bytes as are read, and of one more', async () => {
    const of = (bytes: number) => Buffer.from('{"manifests": []}'.padEnd(bytes));
    file('most/index.json', of(4 * 2 ** 20));
    await expect(readImage(join(folder, 'most'))).rejects.toThrow('leads to no image');
    file('most/index.json', of(4 * 2 ** 20 + 1));
    await expect(readImage(join(folder, 'most'))).rejects.toThrow(/most must be an image .* more than 4194304 bytes/);
  });

  test('a list that leads to itself, and one that is no list', async () => {
    await (await refused('none.tar', { 'index.json': '{"manifests": []}' })).toThrow('leads to no image');
    await (await refused('list.tar', { 'index.json': '[]' })).toThrow('is not what its place says');
    await (await refused('other.tar', { 'a.txt': 'x' })).toThrow('neither index.json nor manifest.json');
  });

  test('a list without end, in an archive and in a folder', async () => {
    const list = Buffer.from(`{"manifests": []${' '.repeat(5 * 2 ** 20)}}`);
    await (await refused('long.tar', { 'index.json': list })).toThrow('neither index.json nor manifest.json');
    file('long/index.json', list);
    await expect(readImage(join(folder, 'long'))).rejects.toThrow(`index.json has more than ${4 * 2 ** 20} bytes`);
  });

  test('lists without end, each of which is small; layers do not count, however small', async () => {
    const many = (count: number, text: string) => {
      const bytes = Buffer.from(text.padEnd(4 * 2 ** 20));
      return Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}`, bytes]));
    };
    await (await refused('lists.tar', many(17, '{}'))).toThrow('its lists have more than 67108864 bytes');
    await (await refused('most-lists.tar', many(16, '{}'))).toThrow('neither index.json nor manifest.json');
    await (await refused('layers.tar', many(17, 'x'))).toThrow('neither index.json nor manifest.json');
  });

  test('one whose configuration is not in it', async () => {
    const layout = await layoutOf([{ 'Files/x': 'x' }]);
    const [name = ''] = Object.keys(layout).filter((path) => layout[path]?.toString().startsWith('{"os"'));
    const { [name]: _gone, ...rest } = layout;
    await (await refused('config.tar', rest)).toThrow('the configuration of the image is not in it');
  });

  test('an archive with files without end', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`${at}`, '']));
    await (await refused('many.tar', many)).toThrow(/many\.tar must be an image .* but it has more than 10000 files/);
    const { 10_000: _one, ...most } = many;
    await (await refused('most.tar', most)).toThrow('neither index.json nor manifest.json');
  });

  test('a file that is cut, or none', async () => {
    const layout = await tarOf(await layoutOf([{ 'Files/x.exe': program(0x8664, 'x'.repeat(20_000)) }]));
    await expect(readImage(file('cut.tar', layout.subarray(0, 15_000)))).rejects.toThrow(
      /damaged|is not in it|leads to no image/,
    );
    await expect(readImage(file('text.tar', Buffer.from('hello')))).rejects.toThrow('must be an image');
    await expect(readImage(join(folder, 'missing.tar'))).rejects.toThrow('there is no such file');
  });
});
