import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { nodeFlags } from '../../image/bundle.ts';
import { sha256 } from '../../image/files.ts';
import { project } from '../../image/folder.ts';
import { sidesOfImage } from '../../scripts/bench/image.ts';
import { startServer } from '../../scripts/bench/server.ts';
import { sideOf } from '../../scripts/bench/sides.ts';
import { comparedAs } from '../../scripts/bench/start.ts';

/** Answers with how it was started, but for its own name. */
const telling = `import { createServer } from 'node:http';
const { execPath, execArgv, env } = process;
const started = JSON.stringify({ execPath, execArgv, env, args: process.argv.slice(2) });
createServer((_, response) => response.end(started)).listen(0, '127.0.0.1', function () {
  console.error(JSON.stringify({ port: this.address().port }));
});`;

async function startedAs(name: string): Promise<unknown> {
  const path = join(mkdtempSync(join(tmpdir(), 'hostprobe-sides-')), name);
  writeFileSync(path, telling);
  await using server = await startServer(path);
  return await (await fetch(`http://127.0.0.1:${server.port}/`)).json();
}

test('the server of a bench that fails ends with it', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'hostprobe-sides-')), 'left.mjs');
  writeFileSync(path, telling);
  let port = 0;
  const failing = async () => {
    await using server = await startServer(path);
    port = server.port;
    throw new Error('wrk is not installed');
  };
  await expect(failing()).rejects.toThrow('wrk is not installed');
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

describe('the two sides of a bench differ in the program alone', () => {
  test('servers have one node, the flags that ship, and one environment', async () => {
    const own = await startedAs('hostprobe.mjs');
    expect(own).toMatchObject({ execArgv: nodeFlags, args: [] });
    expect(await startedAs('bare.mjs')).toEqual(own);
  });

  test('commands have the same arguments', () => {
    for (const { own, bare } of comparedAs('it', ['own'], ['bare'])) expect(bare).toEqual(['bare', ...own.slice(1)]);
  });

  test('the image and node.exe alone have the same compression: node.exe is the same bytes in both', async () => {
    const labels = { title: 'hostprobe', description: '', version: '1', licences: '' };
    const text = (seed: string) =>
      Buffer.from(Array.from({ length: 20_000 }, (_, at) => `${seed}${at % 997}`).join(' '));
    const content = { labels, runtime: { 'node.exe': text('n') }, agent: { 'hostprobe.mjs': text('h') } };
    const { own, bare } = await sidesOfImage(content);
    const { layout } = own;
    const at = (digest: string) => layout[`blobs/${digest.replace(':', '/')}`] ?? Buffer.alloc(0);
    const { config, layers } = JSON.parse(String(at(own.digest)));
    expect(layers).toHaveLength(3);
    const media = 'application/vnd.oci.image.layer.v1.tar+zstd';
    expect(layers.map(({ mediaType }: { mediaType: string }) => mediaType)).toEqual([media, media, media]);
    const packed = layers.map(({ digest }: { digest: string }) => Buffer.from(at(digest)));
    expect(packed[1].equals(bare.compressed)).toBe(true);
    // What all layers hold is what the media type says, so no side is packed in another way.
    const { rootfs } = JSON.parse(String(at(config.digest)));
    const tars = packed.map((layer: Buffer) => `sha256:${sha256(zstdDecompressSync(layer))}`);
    expect(tars).toEqual(rootfs.diff_ids);
    expect(rootfs.diff_ids[1]).toBe(`sha256:${bare.diffId}`);
  });

  test('no bench chooses flags of node by itself', () => {
    expect(sideOf('a.mjs', ['b'])).toEqual([...nodeFlags, 'a.mjs', 'b']);
    const folder = join(project, 'scripts/bench');
    const choosing = readdirSync(folder).filter((file) =>
      /nodeFlags|--(?:no-)?(?:turbofan|maglev|sparkplug|optimize|max-|min-|jitless)/.test(
        readFileSync(join(folder, file), 'utf8'),
      ),
    );
    expect(choosing).toEqual(['sides.ts']);
  });
});
