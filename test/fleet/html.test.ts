import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { fleetPage } from '../../agent/fleet/html.ts';
import type { Row } from '../../agent/fleet/row.ts';
import { problemGroups, sortRows } from '../../agent/fleet/table.ts';
import { readSnapshot } from '../../agent/snapshot/read.ts';
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
