import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../agent/report.ts';
import { complaintsOf, useBrowser } from '../browser.ts';
import { fullFix, fullReport, pageFile, reportOfStory } from './report.ts';

const newPage = useBrowser();

const reports: readonly [name: string, make: () => Report][] = [
  ['a healthy node', () => reportOfStory('healthy')],
  ['an unhealthy node', () => reportOfStory('containerd-user-account')],
  ['a degraded node', () => reportOfStory('old-shim')],
  ['a weak account', () => reportOfStory('local-service')],
  ['one of everything', fullReport],
];

/** Opens the page from a file; `complaints` holds the browser's errors and requests. */
async function open(report: Report, viewport = { width: 1280, height: 900 }) {
  const page = await newPage();
  const complaints = complaintsOf(page, (url) => /^(file|data):/.test(url));
  await page.setViewportSize(viewport);
  await page.goto(pageFile(report));
  return { page, complaints };
}

const openAll = (page: Page) =>
  page.locator('details').evaluateAll((all) => {
    for (const one of all) one.setAttribute('open', '');
  });

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const violations = `axe.run(document).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`;

describe.each(reports)('the page of %s', (name, make) => {
  // Colours are those of the elements, which the page of everything has all.
  const themes = name === 'one of everything' ? (['light', 'dark'] as const) : (['light'] as const);

  test('opens from a file without a complaint, and asks nobody for anything', async () => {
    const { page, complaints } = await open({ ...make(), at: '2001-02-03T04:05:06.000Z' });
    expect(await page.locator('h1').textContent()).toMatch(/^win-node-1 is \w+$/);
    expect(await page.locator('#age').textContent()).toMatch(/^\d+ days ago$/);
    expect(complaints).toEqual([]);
  });

  test.each(themes)('has nothing that axe objects to in the %s theme, folded or open', async (theme) => {
    const { page } = await open(make());
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(axe);
    expect(await page.evaluate(violations)).toEqual([]);
    await openAll(page);
    expect(await page.evaluate(violations)).toEqual([]);
  });

  test('fits a screen of 360 pixels, folded or open', async () => {
    const { page } = await open(make(), { width: 360, height: 780 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await openAll(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});

test('all that can be used is reached with the keyboard alone, in the order of the page', async () => {
  const { page } = await open(fullReport());
  await openAll(page);
  const usable = await page.evaluate(`[...document.querySelectorAll('a[href], button, summary')]
    .filter((one) => one.checkVisibility()).map((one) => one.textContent)`);
  const reached: string[] = [];
  for (const _ of usable as string[]) {
    await page.keyboard.press('Tab');
    reached.push(String(await page.evaluate('document.activeElement.textContent')));
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline, reached.at(-1)).toBe('solid');
  }
  expect(reached).toEqual(usable);
});

test('the first key leads past the head to the findings', async () => {
  const { page } = await open(fullReport());
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
});

test('a count leads to its findings, and a check of a diagnosis to the check, also where it is folded', async () => {
  const report = fullReport();
  const check = report.findings.find(({ status }) => status === 'pass')?.check ?? '';
  Object.assign(report.diagnoses[0] ?? {}, { checks: [check] });
  const { page } = await open(report);
  const target = page.locator(`#check-${check}`);
  expect(await target.isVisible()).toBe(false);
  await page.locator('#diagnoses').getByRole('link', { name: check }).click();
  await target.waitFor({ state: 'visible' });
  await page.getByRole('link', { name: '1 warned' }).click();
  expect(await page.evaluate('location.hash')).toBe('#warn');
});

/** How many lists of evidence are visible. */
const shownEvidence = `[...document.querySelectorAll('dl.evidence')]
  .filter((one) => one.checkVisibility({ contentVisibilityAuto: true }) && one.getBoundingClientRect().height > 0).length`;

test('on paper all evidence is open, on white, and nothing is there to be pressed', async () => {
  const { page } = await open(fullReport());
  const all = await page.locator('dl.evidence').count();
  expect(await page.evaluate(shownEvidence)).toBeLessThan(all);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.evaluate(shownEvidence)).toBe(all);
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  expect(await page.locator('button:visible').count()).toBe(0);
});

test('printing opens what is folded for browsers whose style sheets cannot, and folds it again', async () => {
  const { page } = await open(fullReport());
  const openOnes = 'document.querySelectorAll("details[open]").length';
  const before = await page.evaluate(openOnes);
  await page.evaluate('dispatchEvent(new Event("beforeprint"))');
  expect(await page.evaluate(openOnes)).toBe(await page.locator('details').count());
  await page.evaluate('dispatchEvent(new Event("afterprint"))');
  expect(await page.evaluate(openOnes)).toBe(before);
});

const withFullFix = (page: Page) => page.locator('#fail .fix', { hasText: 'Restart it.' });

test('each command of a fix is copied exactly as it is typed, and there is no button without a command', async () => {
  const { page } = await open(fullReport());
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const buttons = withFullFix(page).getByRole('button', { name: /^Copy the command of / });
  const commands = [...fullFix.steps.flatMap(({ run }) => run ?? []), fullFix.verify?.run];
  expect(await buttons.count()).toBe(commands.length);
  for (const [index, command] of commands.entries()) {
    const button = buttons.nth(index);
    await button.click();
    await expect.poll(() => button.textContent()).toBe('Copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(command);
  }
  expect(await page.locator('#said').textContent()).toBe('Copied');
});

test('where nothing may be copied, the command is selected', async () => {
  const { page } = await open(fullReport());
  await page.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined })');
  const fix = withFullFix(page);
  await fix.getByRole('button').first().click();
  await fix.getByText('Selected').waitFor();
  expect(await page.evaluate('getSelection().toString()')).toBe(fullFix.steps[0]?.run);
});

test('without script nothing is missing but what needs it', async () => {
  const page = await newPage();
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setScriptExecutionDisabled', { value: true });
  await page.goto(pageFile(fullReport()));
  expect(await page.locator('button:visible').count()).toBe(0);
  expect(await page.locator('article.card:visible').count()).toBeGreaterThan(4);
  await page.locator('#pass > summary').click();
  await page.locator('#pass .rows').waitFor({ state: 'visible' });
});
