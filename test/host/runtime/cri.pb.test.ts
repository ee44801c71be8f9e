import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { generate, generatedFile } from '../../../scripts/generate.ts';

test('cri.pb.ts is what the generator makes of cri.proto', async () => {
  expect(await readFile(generatedFile, 'utf8')).toBe(await generate());
}, 30_000);
