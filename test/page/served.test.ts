import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createMonitor, savedMonitor } from '../../agent/monitor.ts';
import { pageCsp } from '../../agent/renderers/html.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { complaintsOf, useBrowser } from '../browser.ts';
import { originFor } from '../server/client.ts';
import { snapshotWith } from '../snapshot.ts';

const newPage = useBrowser();

const first = snapshotWith();
const second: Snapshot = { ...snapshotWith(), at: '2026-11-01T12:01:00.000Z' };

/** A live monitor that has run once; each further run gives the next of these. */
async function liveMonitor(...next: Snapshot[]) {
  const snapshots = [first, ...next];
  const gather = async () => {
    const snapshot = snapshots.shift();
    if (snapshot === undefined) throw new Error('the node is gone');
    return snapshot;
  };
  const monitor = createMonitor({ gatherer: { gather }, intervalSeconds: 60, log: pino({ enabled: false }) });
  await monitor.run();
  return monitor;
}

/** The page as the server gives it to a browser, with a clock that the test turns. */
async function open(url: string) {
  const page = await newPage();
  const isOwn = (asked: string) => asked.startsWith(new URL(url).origin) || asked.startsWith('data:');
  const complaints = complaintsOf(page, isOwn);
  await page.clock.install();
  const answer = await page.goto(url);
  return { page, complaints, answer };
}

const seenAt = (page: Page, time: string) => page.getByText(time, { exact: true }).waitFor();
const untilAsked = (page: Page) => page.locator('#forms').waitFor();
const news = (page: Page) => page.locator('#news').textContent();

test('a browser gets the page under its policy, and the page contacts only its server', async () => {
  const { page, complaints, answer } = await open(await originFor(await liveMonitor()));
  expect(answer?.headers()['content-security-policy']).toBe(pageCsp);
  await untilAsked(page);
  await page.clock.runFor(2000);
  expect(await page.locator('#age').textContent()).toMatch(/^\d+ seconds? ago$/);
  expect(await page.getByRole('link', { name: 'json' }).getAttribute('href')).toBe('report?format=json&status=200');
  expect(complaints).toEqual([]);
});

test('a newer report loads by itself if nobody is reading', async () => {
  const monitor = await liveMonitor(second);
  const { page } = await open(`${await originFor(monitor)}/report?format=html`);
  await untilAsked(page);
  await monitor.run();
  await page.clock.runFor(16_000);
  await seenAt(page, '2026-11-01 12:01:00 UTC');
});

test('a newer report is offered, and not loaded while somebody reads', async () => {
  const monitor = await liveMonitor(second);
  const { page } = await open(await originFor(monitor));
  await untilAsked(page);
  await page.locator('#pass > summary').click();
  await monitor.run();
  await page.clock.runFor(16_000);
  await page.getByRole('button', { name: 'Show it' }).waitFor();
  expect(await page.locator('#at').textContent()).toBe('2026-11-01 12:00:00 UTC');
  await page.getByRole('button', { name: 'Show it' }).click();
  await seenAt(page, '2026-11-01 12:01:00 UTC');
});

test('runs again when asked to', async () => {
  const { page } = await open(await originFor(await liveMonitor(second)));
  await untilAsked(page);
  await page.getByRole('button', { name: 'Run again' }).click();
  await seenAt(page, '2026-11-01 12:01:00 UTC');
});

test('offers no other run of a saved snapshot', async () => {
  const { page } = await open(await originFor(savedMonitor(first)));
  await untilAsked(page);
  expect(await page.locator('#forms').isVisible()).toBe(true);
  expect(await page.getByRole('button', { name: 'Run again' }).count()).toBe(0);
  expect(await page.locator('#age').textContent()).toBe('');
});

test('says that it has become stale, as soon as the server does', async () => {
  const monitor = await liveMonitor();
  const { page } = await open(await originFor(monitor));
  await untilAsked(page);
  await expect(monitor.run()).rejects.toThrow('the node is gone');
  await page.clock.runFor(16_000);
  await expect.poll(() => news(page)).toContain('Stale: newer runs on this node failed');
});

test('stays readable, and says so, when hostprobe stops answering', async () => {
  const { page } = await open(await originFor(await liveMonitor()));
  await untilAsked(page);
  await page.context().setOffline(true);
  await page.clock.runFor(16_000);
  await expect.poll(() => news(page)).toContain('does not respond');
  await page.context().setOffline(false);
  await page.clock.runFor(16_000);
  await expect.poll(() => news(page)).toBe('');
});
