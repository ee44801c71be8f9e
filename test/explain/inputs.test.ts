import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readInput } from '../../agent/cli/explain/input.ts';
import { recognise } from '../../agent/signatures/index.ts';
import { failures, lookAlikes } from './expected.ts';

const folder = new URL('inputs/', import.meta.url);
const pathOf = (file: string) => fileURLToPath(new URL(file, folder));

const matchesOf = async (file: string) =>
  (await readInput(pathOf(file), null)).messages.flatMap((message) => recognise(message.text) ?? []);

describe('texts that were written before the catalogue', () => {
  test('are all named by a list', () => {
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(failures), ...lookAlikes].sort());
  });

  test('are recognised: every failure, with its possible causes', async () => {
    const missed: string[] = [];
    for (const [file, expected] of Object.entries(failures)) {
      const matches = await matchesOf(file);
      const ids = [...new Set(matches.map(({ signature }) => signature.id))];
      const causes = matches.flatMap(({ signature }) => signature.causes);
      const right = ids.join() === expected.signatures.join() && expected.causes.every((id) => causes.includes(id));
      if (!right) missed.push(`${file}: ${ids.join(', ') || 'nothing'}, not ${expected.signatures.join(', ')}`);
    }
    const total = Object.keys(failures).length;
    console.info(`recognised: ${total - missed.length} of ${total} failures`);
    expect(missed).toEqual([]);
  });

  test('raise no false alarm: no look-alike counts as a HostProcess failure', async () => {
    const accused: string[] = [];
    for (const file of lookAlikes) {
      for (const { signature } of await matchesOf(file)) {
        if (signature.hostProcess) accused.push(`${file}: ${signature.id}`);
      }
    }
    console.info(`wrongly accused: ${accused.length} of ${lookAlikes.length} look-alikes`);
    expect(accused).toEqual([]);
  });
});
