import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exceptPaths } from '../../agent/print/given-paths.ts';
import { newFolder } from '../host/folder.ts';

/** Takes words for keys, as a redaction may take a part of a path. */
const redact = (text: string) => text.replaceAll(/key\w+/g, '<redacted>');

test('paths that the user gave keep their names, whichever of them begins as another', async () => {
  const folder = join(await newFolder(), 'keyAbc');
  mkdirSync(join(folder, 'keyDef'), { recursive: true });
  const [short, long] = [join(folder, 'keyDef'), join(folder, 'keyDef', 'keyGhi.log')];
  const argv = ['redact', short, `--facts=${long}`];
  expect(exceptPaths(argv, `${long} and ${short}, not keyJkl`, redact)).toBe(`${long} and ${short}, not <redacted>`);
});

test('what is no path, or lies in a folder that is not there, is redacted', async () => {
  const nowhere = join(await newFolder(), 'keyAbc', 'node.json');
  expect(exceptPaths(['explain', 'keyDef', nowhere], `keyDef of ${nowhere}`, redact)).toBe(
    `<redacted> of ${nowhere.replace('keyAbc', '<redacted>')}`,
  );
});
