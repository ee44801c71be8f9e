import { expect, onTestFinished, test } from 'vitest';
import { keepSelfSigned } from '../../../agent/server/tls/renewal.ts';
import { until } from '../../lab/until.ts';
import { listenerFor, logInto } from '../listener.ts';
import { visit } from './visitor.ts';

const day = 86_400_000;

async function keeper() {
  const lines: Record<string, unknown>[] = [];
  const start = Date.now();
  let passed = 0;
  const now = () => new Date(start + passed);
  const presented = await keepSelfSigned({ names: ['localhost'], log: logInto(lines), now, checkEveryMs: 5 });
  onTestFinished(presented.stop);
  const port = await listenerFor({ presented });
  const pass = (ms: number) => {
    passed += ms;
  };
  return { port, pass, lines, presented };
}

test('the certificate is logged when it is made, without its key', async () => {
  const { port, lines, presented } = await keeper();
  const { sha256 } = await visit(port);
  expect(lines).toMatchObject([{ level: 30, sha256, names: 'DNS:localhost' }]);
  const secret = presented.pair().key.split('\n')[1];
  expect(JSON.stringify(lines)).not.toContain(secret);
});

test('it is renewed a month before it expires, while connections stay open', async () => {
  const { port, pass, lines } = await keeper();
  const early = await visit(port);
  pass(59 * day);
  // Several checks later it is still the same.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await visit(port)).sha256).toBe(early.sha256);
  pass(2 * day);
  await until(async () => (await visit(port)).sha256 !== early.sha256);
  const late = await visit(port);
  expect(lines.at(-1)).toMatchObject({ sha256: late.sha256, msg: 'the self-signed certificate was renewed' });
  expect(await early.ask()).toBe('HTTP/1.1 200 OK');
  expect(await late.ask()).toBe('HTTP/1.1 200 OK');
  expect(lines).toHaveLength(2);
});

test('it is made again when the clock is set to before its time', async () => {
  const { port, pass } = await keeper();
  const { sha256 } = await visit(port);
  pass(-30 * day);
  await until(async () => (await visit(port)).sha256 !== sha256);
});
