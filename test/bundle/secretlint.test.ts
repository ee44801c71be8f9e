import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { expect, test } from 'vitest';
import { fileItem } from '../../agent/bundle/contents/file-item.ts';
import { fileStat } from '../host.ts';
import { compareGaps } from '../known-gaps.ts';
import { chanceOf } from '../redact/chance.ts';
import { kinds } from '../redact/kinds.ts';
import { logged } from '../redact/log-lines.ts';
import { written } from '../redact/notations.ts';
import { planted } from '../redact/secrets.ts';
import { shapes } from '../redact/shapes/index.ts';
import { snapshotWith } from '../snapshot.ts';
import { file, nodeWith } from './node.ts';
import { sourceOf, take } from './take.ts';

const config = { rules: [{ id: 'preset', rule: creator }] };

/** What secretlint says of a text: by its rules, each with the lines where it found something. */
async function faultsIn(content: string, filePath: string): Promise<Map<string, string>> {
  const { messages } = await lintSource({
    source: { content, filePath, ext: '.log', contentType: 'text' },
    options: { config, maskSecrets: false },
  });
  // What it takes for a secret may be what hostprobe has put in its place.
  const left = messages.filter(({ range: [start, end] }) => !content.slice(start, end).includes('[redacted:'));
  return new Map(
    left.map(({ ruleId, messageId, loc }) => [
      `${ruleId.replace('@secretlint/secretlint-rule-', '')}/${messageId}`,
      `${filePath}:${loc.start.line}`,
    ]),
  );
}

/** One log of a node with a secret of each kind in each notation, and all that other tests plant. */
const secrets = kinds.flatMap((kind) => {
  const shape = shapes[kind.id];
  const { secret } = shape ?? {};
  if (shape === undefined || secret === undefined) return [];
  return kind.notations.map((notation) => {
    const chance = chanceOf(1, `secretlint/${kind.id}/${notation}`);
    const value = secret instanceof RegExp ? chance.like(secret) : secret(chance);
    return logged(written(notation, value, shape), chance).text;
  });
});
const log = [...secrets, ...planted.map(({ text }) => `${text}\n`)].join('');

test('secretlint finds nothing in a bundle that it finds in the logs of the node', async () => {
  const path = 'C:\\k\\kubelet.log';
  const content = file(log);
  const host = nodeWith({ [path]: content });
  const stat = fileStat(path, content.bytes.length, content.modifiedAt);
  const item = fileItem(host, { path: 'logs/kubelet.log', source: path, stat });
  const bundle = await take(sourceOf(snapshotWith(), null), {
    contents: { made: [], find: async () => ({ items: [item], errors: [] }) },
    limits: { maxBytes: 1e8, maxItemBytes: 1e8 },
  });
  const before = await faultsIn(log, 'before');
  expect(before.size).toBeGreaterThan(20);
  const after = await Promise.all([...bundle.files].map(([name, bytes]) => faultsIn(bytes.toString(), name)));
  compareGaps(new Map(after.flatMap((faults) => [...faults])), new URL('known-gaps/secretlint.txt', import.meta.url));
});
