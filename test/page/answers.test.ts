import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { plainView } from '../../agent/renderer.ts';
import { json } from '../../agent/renderers/json.ts';
import { useBrowser } from '../browser.ts';
import { wholeReports } from '../golden.ts';
import { run } from '../run.ts';
import { runMany } from '../run-many.ts';
import { snapshotFile, snapshotOf, storyNames } from '../stories.ts';
import { clear, giveFiles, go, openTab, saved, useExplainer } from './explainer.ts';

// What the page answers in a real browser is what the command answers. Texts are given together: in a browser, each round of
// files, answer and download takes a second, and the page has the same code for all.

const open = useExplainer(useBrowser());
const folderOf = (path: string) => fileURLToPath(new URL(`../${path}/`, import.meta.url));
const filesIn = (folder: string, pattern: RegExp) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map(({ name }) => join(folder, name));

let commands: ReturnType<typeof runMany>;
beforeAll(() => {
  commands = runMany();
  return () => commands[Symbol.asyncDispose]();
});

/** What the command prints as JSON. The page knows files by their names, without a folder. */
async function printed(words: readonly string[], folder: string): Promise<unknown> {
  const { stdout } = await commands.run([...words, '-o', 'json']);
  return JSON.parse(stdout.replaceAll(JSON.stringify(folder).slice(1, -1), ''));
}

const inputs = folderOf('explain/inputs');
/** By their reports: every status, a diagnosis, and a node that nothing is known of. */
const nodes = [...wholeReports, 'healthy', 'laptop-without-windows'];

test('explain: logs, events, terminals and pods of every kind', { timeout: 600_000 }, async () => {
  const { page, complaints } = await open();
  const texts = filesIn(inputs, /\.(?:log|txt|gz)$/);
  expect(texts.length).toBeGreaterThan(50);
  // A pod that is alone is explained itself.
  for (const files of [texts, ...filesIn(inputs, /\.json$/).map((file) => [file])]) {
    const told = printed(['explain', ...files], inputs);
    await giveFiles(page, files);
    await go(page);
    const { text } = await saved(page, 'Save as JSON');
    expect(JSON.parse(text), files.join()).toEqual(await told);
    await clear(page);
  }
  expect(complaints).toEqual([]);
});

test('explain: every wording of the inventory, pasted', async () => {
  const wordings = readFileSync(join(folderOf('explain'), 'wordings.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const text = wordings.map((line) => String(Object.values(JSON.parse(line)).find(isLong))).join('\n\n');
  const { page } = await open();
  await page.locator('#entered').fill(text);
  await go(page);
  const { stdout } = await run(['explain', '-', '-o', 'json'], { input: text });
  const { text: answered } = await saved(page, 'Save as JSON');
  const told = JSON.parse(answered);
  expect(told.diagnoses.length).toBeGreaterThan(50);
  expect(told).toEqual(JSON.parse(stdout.replaceAll('"source": "standard input"', '"source": "text"')));
});

const isLong = (value: unknown) => typeof value === 'string' && value.length > 25;

test('explain: with the facts of a node, and with the pod', { timeout: 300_000 }, async () => {
  const { page } = await open();
  const text = 'failed to create user process token: failed to logon user: Access is denied.';
  for (const story of nodes) {
    const snapshot = snapshotFile(story);
    const told = printed(['explain', text, '--facts', snapshot], dirname(snapshot));
    await page.locator('#entered').fill(text);
    await giveFiles(page, [snapshot]);
    await go(page);
    const { text: answered } = await saved(page, 'Save as JSON');
    expect(JSON.parse(answered), story).toEqual(await told);
    await clear(page);
  }
  const pod = join(folderOf('predict'), 'agent.yaml');
  await page.locator('#entered').fill('failed to logon user: The user name or password is incorrect.');
  await giveFiles(page, [pod]);
  await go(page);
  const { text: answered } = await saved(page, 'Save as JSON');
  const words = ['explain', 'failed to logon user: The user name or password is incorrect.', '--pod', pod];
  expect(JSON.parse(answered)).toEqual(await printed(words, ''));
});

test('report: nodes of every status', { timeout: 300_000 }, async () => {
  const { page } = await open();
  for (const story of nodes) {
    await giveFiles(page, [snapshotFile(story)]);
    await go(page);
    const { text } = await saved(page, 'Save as JSON');
    expect(JSON.parse(text), story).toEqual(JSON.parse(json.render(assess(snapshotOf(story)), plainView)));
    await clear(page);
  }
});

test('lint: every manifest, one by one and all together', { timeout: 300_000 }, async () => {
  const { page, complaints } = await open();
  await openTab(page, 'Lint');
  const folder = folderOf('manifests');
  const files = [...filesIn(folder, /\.yaml$/), join(folderOf('predict'), 'agent.yaml')];
  for (const entered of [...files.map((file) => [file]), filesIn(folder, /\.yaml$/)]) {
    await giveFiles(page, entered);
    await go(page);
    const { text } = await saved(page, 'Save as JSON');
    expect(JSON.parse(text), entered.join()).toEqual(
      await printed(['lint', ...entered], entered[0]?.startsWith(folder) ? folder : folderOf('predict')),
    );
    await clear(page);
  }
  expect(complaints).toEqual([]);
});

test('predict: a manifest on every node', { timeout: 300_000 }, async () => {
  const { page, complaints } = await open();
  await openTab(page, 'Predict');
  const folder = folderOf('predict');
  const manifest = join(folder, 'agent.yaml');
  const snapshots = storyNames().map(snapshotFile);
  await giveFiles(page, [manifest]);
  await giveFiles(page, snapshots);
  await go(page);
  const { text } = await saved(page, 'Save as JSON');
  const words = ['predict', manifest, ...snapshots.flatMap((path) => ['--facts', path])];
  // Which file a prediction is repeated with: all of these have the same name, which a browser tells apart.
  const unnamed = (predictions: unknown) =>
    JSON.stringify(predictions).replaceAll(/--facts (?:'[^']*'|[^" ]+)/g, '--facts');
  expect(text).toMatch(/--facts '?snapshot/);
  expect(JSON.parse(unnamed(JSON.parse(text)))).toEqual(JSON.parse(unnamed(await printed(words, folder))));
  expect(complaints).toEqual([]);
});
