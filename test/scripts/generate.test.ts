import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { project } from '../../image/folder.ts';
import { generated } from '../../scripts/generate.ts';

test.each(Object.entries(generated))(
  '%s is as it is generated now; if not, run: npm run generate',
  async (path, make) => {
    expect(await readFile(join(project, path), 'utf8')).toBe(await make());
  },
);
