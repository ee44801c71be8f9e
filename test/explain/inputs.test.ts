import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../agent/message.ts';
import { decodeText, isGzip } from '../../agent/messages/decode.ts';
import { readText } from '../../agent/messages/text.ts';
import { recognise } from '../../agent/signatures/index.ts';
import { failures, lookAlikes } from './expected.ts';

const folder = new URL('inputs/', import.meta.url);
const around = new Date('2026-11-25T00:00:00Z');

function messagesOf(file: string): Message[] {
  const bytes = readFileSync(new URL(file, folder));
  return readText(decodeText(isGzip(bytes) ? gunzipSync(bytes) : bytes), file, around);
}
const matchesOf = (file: string) => messagesOf(file).flatMap((message) => recognise(message.text) ?? []);
const idsOf = (file: string) => [...new Set(matchesOf(file).map(({ signature }) => signature.id))];

describe('texts that were written before the catalogue', () => {
  test('are all named by a list', () => {
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(failures), ...lookAlikes].sort());
  });

  test('are recognised: every failure, as what it is, with the causes that can be behind it', () => {
    const missed = Object.entries(failures).flatMap(([file, expected]) => {
      const matches = matchesOf(file);
      const causes = matches.flatMap(({ signature }) => signature.causes);
      const right =
        JSON.stringify(idsOf(file)) === JSON.stringify(expected.signatures) &&
        expected.causes.every((cause) => causes.includes(cause));
      return right ? [] : [`${file}: ${idsOf(file).join(', ') || 'nothing'}, not ${expected.signatures.join(', ')}`];
    });
    const total = Object.keys(failures).length;
    console.info(`recognised: ${total - missed.length} of ${total} failures`);
    expect(missed).toEqual([]);
  });

  test('accuse nobody wrongly: no look-alike is taken for a HostProcess failure', () => {
    const accused = lookAlikes.flatMap((file) =>
      matchesOf(file).flatMap(({ signature }) => (signature.hostProcess ? [`${file}: ${signature.id}`] : [])),
    );
    console.info(`wrongly accused: ${accused.length} of ${lookAlikes.length} look-alikes`);
    expect(accused).toEqual([]);
  });
});
