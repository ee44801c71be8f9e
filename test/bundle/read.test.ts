import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { readBundleHistory } from '../../agent/bundle/messages.ts';
import { openBundle, openBundles, readBundleSnapshot, readBundleText } from '../../agent/bundle/read.ts';
import { UserError } from '../../agent/error.ts';
import { historyOf, modeChangedAt } from '../history/told.ts';
import { snapshotWith } from '../snapshot.ts';
import { bundleByHand, bundleOf, manifestOf, snapshotPart } from './bundles.ts';
import { type ZipPart, zip } from './zip.ts';

const open = (bytes: Buffer) => openBundle(bytes, 'b.zip');
const since = new Date('2026-11-01T10:00:00Z');
const log: ZipPart = { name: 'logs/kubelet.log', content: 'all is well\n' };

async function refusal(answer: Promise<unknown>): Promise<string> {
  const failure: unknown = await answer.catch((error) => error);
  if (!(failure instanceof UserError)) expect.fail(`${failure} is no UserError`);
  return failure.message;
}

describe('a bundle', () => {
  test('gives back what was put into it', async () => {
    const history = historyOf([modeChangedAt('2026-11-01T11:00:00.000Z')]);
    const bundle = await open(await bundleOf({ history, files: { 'logs/a.log': 'all is well\n' } }));
    expect(bundle.manifest).toMatchObject({ node: 'win-node-1', since: null, tool: { name: 'hostprobe' } });
    expect(await readBundleSnapshot(bundle)).toEqual(snapshotWith());
    expect(await readBundleHistory(bundle, since)).toEqual({ ...history, since: since.toISOString() });
    expect(await readBundleText(bundle, 'logs/a.log')).toBe('all is well\n');
    expect(await readBundleText(bundle, 'logs/b.log')).toBeNull();
  });

  test('may have been packed again, with folders, a comment and no compression', async () => {
    const parts = [snapshotPart, log];
    const manifest = { name: 'manifest.json', content: JSON.stringify(manifestOf(parts)) };
    const stored = [manifest, { name: 'logs/', method: 0 }, ...parts].map((part) => ({ ...part, method: 0 }));
    const bundle = await open(zip(stored, { comment: Buffer.from('sent by mail') }));
    expect(await readBundleText(bundle, 'logs/kubelet.log')).toBe('all is well\n');
  });

  test('says that it does not have what is asked for', async () => {
    const empty = zip([{ name: 'manifest.json', content: JSON.stringify(manifestOf([])) }]);
    const bundle = await open(empty);
    expect(await refusal(readBundleSnapshot(bundle))).toBe(
      'b.zip has no snapshot.json: take a new one in the folder of hostprobe on the node: .\\hostprobe.cmd bundle',
    );
    expect(await refusal(readBundleHistory(bundle, since))).toBe(
      '--since needs what changed on the node, but b.zip has no history.jsonl; leave --since out',
    );
  });
});

test('an archive of several is read as the bundles in its folder nodes, and a bundle as itself', async () => {
  const namesIn = async (parts: readonly ZipPart[]) => {
    const names: string[] = [];
    for await (const { name, manifest } of openBundles(zip(parts), 'all.zip')) names.push(`${name} (${manifest.node})`);
    return names;
  };
  const own = { content: bundleByHand() };
  const several = ['nodes/win-1.zip', 'nodes/win-2.zip', 'spare.zip', 'nodes/older/win-1.zip', 'nodes/win-1.zip.txt'];
  expect(await namesIn(several.map((name) => ({ ...own, name })))).toEqual([
    'nodes/win-1.zip of all.zip (win-node-1)',
    'nodes/win-2.zip of all.zip (win-node-1)',
  ]);
  expect(
    await namesIn([snapshotPart, { name: 'manifest.json', content: JSON.stringify(manifestOf([snapshotPart])) }]),
  ).toEqual(['all.zip (win-node-1)']);
});

describe('a bundle is refused, in one sentence', () => {
  const manifest = manifestOf([snapshotPart]);
  const withEntry = (entry: object) => ({ ...manifest, entries: [{ ...manifest.entries[0], ...entry }] });
  test.each([
    ['an archive of something else', zip([log]), 'it has no manifest.json'],
    ['an empty archive', zip([]), 'it has no manifest.json'],
    [
      'a manifest that is not JSON',
      zip([{ name: 'manifest.json', content: 'hello' }]),
      'its manifest.json is not JSON',
    ],
    [
      'a manifest of something else',
      bundleByHand([], { name: 'x' }),
      'its manifest.json is not valid (schemaVersion: ',
    ],
    ['an entry without a digest', bundleByHand([], withEntry({ sha256: null })), '(entries.0.sha256: '],
    [
      'a file that is not listed',
      bundleByHand([log], manifest),
      'its manifest.json does not list its file logs/kubelet.log',
    ],
    [
      'a listed file that is not there',
      bundleByHand([], withEntry({ path: '../\u001b[2Jup' })),
      'its manifest.json does not list its file snapshot.json',
    ],
    [
      'one more listed file',
      bundleByHand([], { ...manifest, entries: [...manifest.entries, { ...manifest.entries[0], path: '\u001b[2J' }] }),
      'it has no file "\\u001b[2J", which its manifest.json lists',
    ],
    [
      'a file listed twice',
      bundleByHand([], { ...manifest, entries: [...manifest.entries, ...manifest.entries] }),
      'lists a file twice',
    ],
    ['another size', bundleByHand([], withEntry({ bytes: 7 })), 'bytes, but its manifest.json says 7'],
  ])('%s', async (_name, bytes, why) => {
    const message = await refusal(open(bytes));
    expect(message).toMatch(
      /^b\.zip must be a bundle as hostprobe bundle writes it, but .*\. Nothing was unpacked; take a new one in the folder of hostprobe on the node: \.\\hostprobe\.cmd bundle$/,
    );
    expect(message).toContain(why);
  });

  test('of another version, with the way out', async () => {
    expect(await refusal(open(bundleByHand([], { ...manifest, schemaVersion: 2, files: [] })))).toBe(
      'b.zip has schema version 2, this hostprobe reads 1. Judge it with the hostprobe that took it, or take a new one in the folder of hostprobe on the node: .\\hostprobe.cmd bundle.',
    );
  });

  test('of several nodes, which hold their own', async () => {
    const several = { schemaVersion: 1, tool: manifest.tool, nodes: [] };
    expect(await refusal(open(zip([{ name: 'manifest.json', content: JSON.stringify(several) }])))).toBe(
      'b.zip must be the bundle of one node, but is an archive of several: unpack it, and name a file in its folder nodes; hostprobe compare takes it whole',
    );
  });

  test('with a file that was changed after the manifest was made, when that file is read', async () => {
    const sha256 = '0'.repeat(64);
    const bundle = await open(bundleByHand([], withEntry({ sha256 })));
    expect(await refusal(readBundleSnapshot(bundle))).toContain(
      'its file snapshot.json is not the one that its manifest.json lists',
    );
    const [entry] = bundle.manifest.entries;
    expect(await refusal(buffer(bundle.read(entry ?? expect.fail())))).toContain(
      'its file snapshot.json is not the one',
    );
  });
});
