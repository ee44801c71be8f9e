import { expect, test } from 'vitest';
import { predictionsView } from '../../agent/page/predictions.ts';
import type { Predicted } from '../../agent/page/task.ts';
import { work } from '../../agent/page/work.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { snapshotWith } from '../snapshot.ts';
import { markupOf, plain } from './markup.ts';

const manifest = (user: string, more = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, tolerations: [{operator: Exists}], ${more}nodeSelector: {kubernetes.io/os: windows}, securityContext: {windowsOptions: {hostProcess: true, runAsUserName: '${user}'}}, containers: [{name: a, image: a, command: ['a.exe']}]}\n`;

/** The page's answer for a pod on these nodes; none: on the usual ones. */
async function shown(text: string, nodes: readonly Snapshot[] = []) {
  const files = nodes.map((node) => new File([JSON.stringify(node)], `${node.node}.json`));
  const answer = await work(
    { do: 'predict', entered: { text, pod: '', files }, choices: { nodes: [], all: false } },
    () => undefined,
  );
  if (answer.tab !== 'predict') throw new Error('it predicts');
  return { answer, html: htmlOf(answer) };
}
const htmlOf = (answer: Predicted) => markupOf(predictionsView(answer));
const headOf = (html: string) => ({
  like: /class="verdict (\w+)"/.exec(html)?.[1],
  text: plain(/<header.*?<\/header>/s.exec(html)?.[0]),
});
const named = (node: string, edit: Parameters<typeof snapshotWith>[0] = () => undefined): Snapshot => ({
  ...snapshotWith(edit),
  node,
});
/** A node whose containerd cannot be seen. */
const unseen = (node: string) =>
  named(node, (facts) => {
    facts['runtime-binaries'].shim = null;
    const refused = { ok: false, error: { kind: 'denied', message: 'x' } } as const;
    facts['runtime-binaries'].bindFilter.present = refused;
    facts.runtime.version = refused;
  });

test('the verdict counts the nodes of each outcome, and names them where they differ', async () => {
  const system = manifest('NT AUTHORITY\\SYSTEM');
  const [one, two] = [named('win-1'), named('win-2')];
  expect(headOf((await shown(system, [one])).html)).toEqual({ like: 'pass', text: 'Pod a will run' });
  expect(headOf((await shown(system, [one, two])).html)).toEqual({
    like: 'pass',
    text: 'Pod a will run on all 2 nodes',
  });
  const wrong = manifest('NT AUTHORITY\\SYTEM');
  expect(headOf((await shown(wrong, [one, two])).html)).toEqual({
    like: 'fail',
    text: 'Pod a will not run on any of these 2 nodes',
  });
  expect(headOf((await shown(wrong, [one])).html)).toEqual({ like: 'fail', text: 'Pod a will not run' });
  const { answer } = await shown(system, [one, two, named('win-3')]);
  const mixed = structuredClone(answer);
  const [first, second] = mixed.predictions.predictions;
  if (!first || !second) throw new Error('three predictions');
  first.verdict = 'does-not-run';
  expect(headOf(htmlOf(mixed))).toEqual({
    like: 'fail',
    text: 'Pod a will not run on 1 of 3 nodes Not on win-1. It runs on win-2; win-3.',
  });
  first.verdict = 'cannot-tell';
  expect(headOf(htmlOf(mixed))).toEqual({
    like: 'unknown',
    text: 'It is unknown for 1 of 3 nodes whether Pod a will run It runs on win-2; win-3.',
  });
  const alone = await shown(system, [unseen('win-4')]);
  if (alone.answer.predictions.predictions[0]?.verdict === 'cannot-tell') {
    expect(headOf(alone.html).text).toBe('It is unknown whether Pod a will run');
  }
});

test('of several nodes the first that refuses it is open, and equal answers stand once over their columns', async () => {
  const { answer } = await shown(
    manifest('NT AUTHORITY\\SYSTEM'),
    ['win-1', 'win-2', 'win-3'].map((name) => named(name)),
  );
  const [, second] = answer.predictions.predictions;
  if (second) second.verdict = 'does-not-run';
  const html = htmlOf(answer);
  const folds = [...html.matchAll(/<details class="folded"( open)?><summary>(.*?)<\/summary>/gs)];
  expect(folds.map(([, open = '']) => open.trim())).toEqual(['', 'open', '']);
  expect(folds.map(([, , summary]) => /mark-(\w+)/.exec(summary ?? '')?.[1])).toEqual(['pass', 'fail', 'pass']);
  const rows = html.split('<tr>').slice(2);
  expect(plain(rows[0])).toMatch(/^will it run it will run it will not run; it stops at \S+ it will run/);
  expect(rows[1]).toMatch(/<td colspan="3">v1\.7\.\d+<\/td>/i);
});

test('a point has its container, its error with where it is said, its evidence and its fix; what was not reached says so', async () => {
  const { html } = await shown(manifest('NT AUTHORITY\\SYTEM'), [named('win-1')]);
  expect(plain(html)).toContain('(not reached)');
  const point = html.split('<div class="point">').find((one) => one.includes('SYTEM'));
  expect(plain(point)).toMatch(
    /^a: "NT AUTHORITY\\SYTEM" is not spelled .* Event Error: failed to start .* Windows adds the last sentence, .* Fix, in the manifest Spell /,
  );
  expect(point).toContain('<blockquote>');
  expect(point).toContain('class="fix"');
  expect(html).toContain('mark-fail');
});

test('what was assumed, skipped and not read stands below, and that nodes are usual ones only where none was given', async () => {
  const text = `${manifest('NT AUTHORITY\\SYSTEM', 'serviceAccountName: x, ')}---\nkind: ConfigMap\nmetadata: {name: c}\n---\nkind: Pod\nspec: {securityContext: {windowsOptions: {hostProcess: [}\n`;
  const usual = await shown(text);
  expect(plain(usual.html)).toContain('For your own node drop its snapshot or bundle.');
  const own = await shown(text, [named('win-1')]);
  expect(plain(own.html)).not.toContain('For your own node');
  for (const one of own.answer.predictions.troubles) expect(plain(own.html)).toContain(plain(`Not read: ${one}`));
  for (const one of own.answer.predictions.passedOver) expect(plain(own.html)).toContain(plain(`Skipped: ${one}`));
  expect(own.answer.predictions.troubles.length + own.answer.predictions.passedOver.length).toBeGreaterThan(0);
});

test('a stage that passes with one warning has the mark of a warning, and an answer that is empty is a dash', async () => {
  const { answer } = await shown(manifest('NT AUTHORITY\\SYSTEM'), [named('win-1')]);
  const [one] = answer.predictions.predictions;
  const stage = one?.stages.find(({ points, verdict }) => verdict === 'passes' && points.length > 0);
  const [point] = stage?.points ?? [];
  if (one === undefined || stage === undefined || point === undefined) throw new Error('a stage passes');
  const markOf = (...verdicts: (typeof point)['verdict'][]) => {
    const points = verdicts.map((verdict) => ({ ...point, verdict, provided: [] }));
    const stages = [{ ...stage, points }];
    const html = htmlOf({ ...answer, predictions: { ...answer.predictions, predictions: [{ ...one, stages }] } });
    expect(html).not.toContain('This assumes that');
    return /<h4><svg class="mark (\w+)"/.exec(html)?.[1];
  };
  expect([markOf('passes'), markOf('passes', 'warns'), markOf('warns', 'passes')]).toEqual(['pass', 'warn', 'warn']);
  const provided = [
    { ...stage, points: [{ ...point, provided: [{ ...Object(point.provided[0]), text: 'the image is pulled' }] }] },
  ];
  const told = htmlOf({
    ...answer,
    predictions: { ...answer.predictions, predictions: [{ ...one, stages: provided }], passedOver: ['1 x Service'] },
  });
  expect(plain(told)).toMatch(/This assumes that: the image is pulled .*Skipped: 1 x Service/);
  const bare = htmlOf({
    ...answer,
    predictions: { ...answer.predictions, predictions: [{ ...one, containerd: null, mode: null }] },
  });
  expect(bare).toMatch(/<td[^>]*>-<\/td>/);
  // A text with a backtick in it stands between two.
  const marked = { ...one, containerd: 'a`b' };
  const written = htmlOf({ ...answer, predictions: { ...answer.predictions, predictions: [marked] } });
  expect(written).toContain('<code>a`b</code>');
  const evidence = [{ label: 'seen', value: 'this' }];
  const openOf = (verdict: (typeof point)['verdict']) => {
    const stages = [{ ...stage, points: [{ ...point, verdict, evidence }] }];
    const html = htmlOf({ ...answer, predictions: { ...answer.predictions, predictions: [{ ...one, stages }] } });
    return /<details( open)?><summary>1 piece of evidence/.exec(html)?.[1] !== undefined;
  };
  expect([openOf('fails'), openOf('warns'), openOf('passes')]).toEqual([true, false, false]);
});

test('the stages of the only node are open; of several those of the first that does not run', async () => {
  const opened = (html: string) =>
    [...html.matchAll(/<details class="folded"( open)?[^>]*>.*?<h3[^>]*>(.*?)<\/h3>/gs)].flatMap(
      ([, open, title = '']) => (open === undefined ? [] : [/win-\d/.exec(plain(title))?.[0]]),
    );
  const system = manifest('NT AUTHORITY\\SYSTEM');
  expect(opened((await shown(system, [named('win-1')])).html)).toEqual(['win-1']);
  expect(opened((await shown(system, [named('win-1'), named('win-2')])).html)).toEqual([]);
  const old = named('win-2', (facts) => {
    facts['runtime-binaries'].containerd = null;
    facts['runtime-binaries'].shim = null;
  });
  expect(opened((await shown(manifest('a\\b\\c'), [named('win-1'), old])).html)).toEqual(['win-1']);
});
