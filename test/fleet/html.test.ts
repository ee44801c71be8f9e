import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { fleetPage } from '../../agent/fleet/html.ts';
import type { Row } from '../../agent/fleet/row.ts';
import { problemGroups, sortRows } from '../../agent/fleet/table.ts';
import { readSnapshot } from '../../agent/snapshot/read.ts';
import { faultsIn } from '../accessible.ts';
import { complaintsOf, useBrowser } from '../browser.ts';
import { saved } from '../run.ts';

const newPage = useBrowser();

/** How many columns each row of a page's tables fills. */
const columnsOfRows = (page: string) =>
  page
    .split(/<tr\b/)
    .slice(1)
    .map((row) =>
      [...row.matchAll(/<t[hd]\b([^>]*)>/g)].reduce((sum, [, told = '']) => {
        return sum + Number(/colspan="(\d+)"/i.exec(told)?.[1] ?? 1);
      }, 0),
    );
const at = new Date('2026-11-01T12:00:00Z');

const usual: Row = {
  ...{ node: 'win-1', status: 'Healthy', fail: [], warn: [], unknown: [], causes: [], note: '' },
  ...{
    brokenPods: 0,
    containerd: '1.7.28',
    mode: 'bind',
    shim: 'hpc',
    account: 'LocalSystem',
    windows: 'Windows Server 2022 Datacenter',
    kernel: '10.0.20348.2700',
  },
  ...{ kubelet: 'v1.34.2', address: '10.0.0.7', ready: true, heardAt: '2026-11-01T11:58:00Z', via: 'conditions' },
  agent: { pod: 'hostprobe/hostprobe-abcde', image: 'hostprobe:0.1.0', state: 'Running' },
};
const path = 'test/nodes/nssm-user-account/snapshot.json';
const failing = assess(readSnapshot(readFileSync(path, 'utf8'), path)).findings.flatMap(
  ({ check, status, title, summary, fix }) =>
    status === 'fail' || status === 'warn' ? [{ check, status, title, summary, fix }] : [],
);
const rows: readonly Row[] = sortRows([
  usual,
  {
    ...usual,
    node: 'win-2',
    status: 'Unhealthy',
    fail: ['containerd-account', 'check-of-tomorrow'],
    causes: ['containerd-account'],
  },
  { ...usual, node: 'win-3', status: 'Degraded', warn: ['clock'] },
  {
    ...usual,
    node: 'win-4',
    status: 'NoAgent',
    note: 'no pod of hostprobe is on this node',
    agent: null,
    heardAt: null,
    mode: null,
    shim: null,
    account: null,
  },
  {
    ...usual,
    node: 'win-5',
    status: 'Unhealthy',
    fail: failing.map(({ check }) => check),
    findings: failing,
    via: 'forward',
  },
  { ...usual, node: 'win-6', status: 'Unreachable', note: '<script>window.ran = 1</script> \u202egnp' },
]);

/** The page of these nodes as a file, and what the browser had to say about it and asked for. */
async function open(shown: readonly Row[] = rows, context = 'production') {
  const file = saved('').replace(/json$/, 'html');
  writeFileSync(file, fleetPage({ context, at, groups: problemGroups(shown), rows: shown }));
  const page = await newPage();
  const complaints = complaintsOf(page, (url) => /^(file|data):/.test(url));
  await page.goto(pathToFileURL(file).href);
  return { page, complaints };
}
const nodesOn = `[...document.querySelectorAll('tbody:not([hidden]) th')].map((one) => one.textContent)`;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const violations = `axe.run(document).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`;

describe('the page of many nodes', () => {
  test('shows every node with its failures and fixes, the worst first, without network access', async () => {
    const { page, complaints } = await open();
    expect(await page.evaluate(nodesOn)).toEqual(['win-2', 'win-5', 'win-4', 'win-6', 'win-3', 'win-1']);
    const text = String(await page.evaluate('document.body.textContent'));
    expect(text).toContain('6 Windows nodes of production');
    expect(text).toContain('no pod of hostprobe is on this node');
    expect(text).toContain('A check of a newer agent check-of-tomorrow');
    for (const { title, summary, fix } of failing) {
      expect(text).toContain(title);
      expect(text).toContain(summary);
      for (const { say } of fix?.steps ?? []) expect(text).toContain(say);
    }
    expect(text).toContain('<script>window.ran = 1</script> \\u{202e}gnp');
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(complaints).toEqual([]);
  });

  test('fills every column in each row of its table', () => {
    const page = fleetPage({ context: '', at, groups: [], rows });
    const widths = new Set(columnsOfRows(page));
    expect([...widths]).toEqual([page.match(/<th scope="col"/g)?.length]);
  });

  test('a row has what is known of its node, and below it why: the note, the causes, each check by its title', () => {
    const page = fleetPage({ context: '', at, groups: [], rows });
    const plain = (html = '') =>
      html
        .replaceAll(/<[^>]+>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim();
    const told = page
      .split('<tbody')
      .slice(1)
      .map((body) => [...body.matchAll(/<t[hd]\b[^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) => plain(cell)));
    const windows = '10.0.20348.2700';
    const usualCells = ['1.7.28', 'bind', windows, 'v1.34.2', 'Running', '2m'];
    expect(told.map((cells) => cells.slice(0, 8))).toEqual([
      ['win-2', 'Unhealthy', ...usualCells],
      ['win-5', 'Unhealthy', ...usualCells],
      ['win-4', 'NoAgent', '1.7.28', '-', windows, 'v1.34.2', '-', '-'],
      ['win-6', 'Unreachable', ...usualCells],
      ['win-3', 'Degraded', ...usualCells],
      ['win-1', 'Healthy', ...usualCells],
    ]);
    expect(told[0]?.[8]).toMatch(
      /^Confirmed cause: containerd-account .* containerd-account A check of a newer agent check-of-tomorrow$/,
    );
    expect(told[2]?.[8]).toBe('no pod of hostprobe is on this node');
    expect(told.at(-1)).toHaveLength(8);
    expect(plain(page)).toContain('5 of 6 nodes are not healthy.');
    // The mark before a check is that of its status, and that of a node tells those that fail from those that are silent.
    const marks = (name: string) =>
      page
        .split('<tbody')
        .find((body) => body.includes(`>${name}<`))
        ?.match(/mark-\w+/g);
    expect(marks('win-2')).toEqual(['mark-fail', 'mark-fail', 'mark-fail']);
    expect(marks('win-3')).toEqual(['mark-warn', 'mark-warn']);
    expect(marks('win-4')).toEqual(['mark-unknown']);
    const notReady = fleetPage({ context: '', at, groups: [], rows: [{ ...usual, status: 'NotReady' }] });
    expect(notReady.split('<tbody')[1]).toContain('mark-fail');
    expect(plain(notReady)).toContain('1 of 1 node is not healthy.');
    expect(plain(fleetPage({ context: '', at, groups: [], rows: [usual] }))).toContain('Every node is healthy.');
  });

  test('has no fault for those who do not see it, with problems and without', () => {
    for (const shown of [rows, [usual], []]) {
      expect(faultsIn(fleetPage({ context: 'x', at, groups: problemGroups(shown), rows: shown }))).toEqual([]);
    }
  });

  test('has the icon of the node that is worst: a browser tab shows no more', () => {
    const iconOf = (...shown: Row[]) =>
      /<link rel="icon" href="([^"]+)"/.exec(fleetPage({ context: '', at, groups: [], rows: shown }))?.[1];
    const [degraded, silent, unhealthy] = (['Degraded', 'NoAgent', 'Unhealthy'] as const).map((status) => ({
      ...usual,
      status,
    }));
    if (!degraded || !silent || !unhealthy) throw new Error('three rows');
    const icons = [iconOf(usual), iconOf(degraded), iconOf(silent), iconOf(unhealthy)];
    expect(new Set(icons).size).toBe(4);
    const mixed = [[usual], [usual, degraded], [usual, degraded, silent], [usual, degraded, silent, unhealthy]];
    expect(mixed.map((shown) => iconOf(...shown))).toEqual(icons);
  });

  test('filters nodes by text and by status', async () => {
    const { page } = await open();
    await page.fill('#words', 'SYSTEM Win-5');
    expect(await page.evaluate(nodesOn)).toEqual(['win-5']);
    await page.fill('#words', '');
    await page.click('.chip[data-status=Degraded]');
    await page.click('.chip[data-status=NoAgent]');
    expect(await page.evaluate(nodesOn)).toEqual(['win-4', 'win-3']);
    expect(await page.textContent('#shown')).toBe('2 of 6 nodes');
    await page.click('.chip[data-status=Degraded]');
    await page.click('.chip[data-status=NoAgent]');
    expect(await page.textContent('#shown')).toBe('');
  });

  test.each(['light', 'dark'] as const)('has no axe violations in the %s theme', async (theme) => {
    const { page } = await open();
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(axe);
    expect(await page.evaluate(violations)).toEqual([]);
    await page.locator('details').evaluateAll((all) => {
      for (const one of all) one.setAttribute('open', '');
    });
    expect(await page.evaluate(violations)).toEqual([]);
  });

  test('fits a phone with a long node name', async () => {
    const { page } = await open([...rows, { ...usual, node: 'w'.repeat(200) }], 'c'.repeat(200));
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});
