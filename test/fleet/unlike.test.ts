import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Fetched } from '../../agent/fleet/fetch.ts';
import { snapshotsIn, withUnlike } from '../../agent/fleet/poolmates.ts';
import type { Row } from '../../agent/fleet/row.ts';
import { bundleOf } from '../bundle/bundles.ts';
import { newFolder } from '../host/folder.ts';
import { got, snapshotWith } from '../snapshot.ts';

const fetched = (node: string, file: string | null) => ({ node, file }) as Fetched;

test('a bundle that was damaged on its way is left out, and one that is not there is an error', async () => {
  const folder = await newFolder();
  const bytes = await bundleOf();
  await writeFile(join(folder, 'a.zip'), bytes);
  await writeFile(join(folder, 'b.zip'), bytes.subarray(0, 500));
  const found = await snapshotsIn(folder, [fetched('a', 'a.zip'), fetched('b', 'b.zip'), fetched('c', null)]);
  expect([...found]).toEqual([['a', snapshotWith()]]);
  await expect(snapshotsIn(folder, [fetched('a', 'gone.zip')])).rejects.toThrow('ENOENT');
});

test('a node that is unlike its pool says so behind what is known of it', () => {
  const names = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'];
  const snapshots = new Map(
    names.map((name) => {
      const snapshot = snapshotWith((facts) => {
        if (name === 'n6') facts['runtime-binaries'].bindFilter.present = got(false);
      });
      return [`row-${name}`, { ...snapshot, node: name }] as const;
    }),
  );
  const rows = ['n1', 'n5', 'n6'].flatMap((name) =>
    // Only these two are read.
    ['', 'cordoned'].map((note) => ({ node: `row-${name}`, note }) as Row),
  );
  const { rows: told, compared } = withUnlike(rows, snapshots);
  const said = compared.unlike.find(({ node }) => node === 'n6')?.differences[0]?.sentence;
  expect(said).toBeTruthy();
  expect(told.map(({ note }) => note)).toEqual([
    ...['', 'cordoned', '', 'cordoned'],
    ...[`unlike its pool: ${said}`, `cordoned; unlike its pool: ${said}`],
  ]);
});
