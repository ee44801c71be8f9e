import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { bundlePage } from '../../image/page.ts';
import { median } from './median.ts';
import type { Measure } from './results.ts';

const rounds = 5;
/** As much slower as the developer tools of Chromium make a mid-tier phone. */
const phone = { slowdown: 4, width: 360, height: 780 };
const logBytes = 50_000_000;

const text = 'failed to create user process token: failed to logon user: Access is denied.';

/** The page that explains in a browser: what it weighs, and how long a reader waits. */
export async function page(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-bench-page-'));
  const html = await bundlePage({ served: false });
  const file = join(folder, 'hostprobe.html');
  writeFileSync(file, html);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const opened: number[] = [];
    const explained: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const { shown, busyMs, close } = await openSlowly(browser, pathToFileURL(file).href);
      opened.push(busyMs);
      explained.push(await timeOf(shown, () => shown.locator('#entered').fill(text)));
      await close();
    }
    const fast = await browser.newPage();
    await fast.goto(pathToFileURL(file).href);
    await fast.locator('#entered').waitFor();
    const log = await timeOf(fast, () => fast.evaluate(giveLog));
    return [
      { what: 'the page, gzipped', value: gzipSync(html).length / 1000, unit: 'kB', bare: null, goal: 300 },
      { what: 'the page, as a file', value: Buffer.byteLength(html) / 1000, unit: 'kB', bare: null, goal: null },
      { what: 'until it is usable, on a phone', value: median(opened), unit: 'ms', bare: null, goal: 1000 },
      { what: 'until a text is explained, on a phone', value: median(explained), unit: 'ms', bare: null, goal: null },
      { what: 'until a log of 50 MB is explained', value: log, unit: 'ms', bare: null, goal: null },
    ];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Opened {
  shown: Page;
  /** How long its thread worked until it was usable: what else this machine does has no part in it. */
  busyMs: number;
  close(): Promise<void>;
}

async function openSlowly(browser: Browser, url: string): Promise<Opened> {
  const context = await browser.newContext({ viewport: phone });
  const shown = await context.newPage();
  const session = await context.newCDPSession(shown);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await session.send('Emulation.setCPUThrottlingRate', { rate: phone.slowdown });
  await shown.goto(url);
  await shown.locator('#entered').waitFor();
  const { metrics } = await session.send('Performance.getMetrics');
  const busy = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  return { shown, busyMs: 1000 * busy, close: () => context.close() };
}

async function timeOf(shown: Page, give: () => Promise<unknown>): Promise<number> {
  await give();
  const begun = performance.now();
  await shown.locator('button.go').click();
  await shown.locator('.diagnosis').waitFor({ timeout: 120_000 });
  return performance.now() - begun;
}

const giveLog = `{
  const line = 'time="2026-11-01T12:00:00Z" level=info msg="nothing of note happened here, as on every other day"\\n';
  const files = new DataTransfer();
  files.items.add(new File([line.repeat(${logBytes} / line.length), ${JSON.stringify(`${text}\n`)}], 'containerd.log'));
  const picker = document.getElementById('picker');
  picker.files = files.files;
  picker.dispatchEvent(new Event('change', { bubbles: true }));
}`;
