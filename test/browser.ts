import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

/** Debian's. It contacts only the page's own server. */
const executablePath = '/usr/bin/chromium-headless-shell';
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** One real browser for the tests of a file, with a profile of its own. Gives a new page, which is closed when its test ends. */
export function useBrowser(): () => Promise<Page> {
  let context: BrowserContext | undefined;
  const profile = mkdtempSync(join(tmpdir(), 'hostprobe-browser-'));
  beforeAll(async () => {
    context = await chromium.launchPersistentContext(profile, {
      executablePath,
      args,
      headless: true,
      timeout: 90_000,
    });
    context.setDefaultTimeout(60_000);
  });
  afterAll(async () => {
    await context?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  });
  return async () => {
    if (context === undefined) throw new Error('the browser has not started');
    const page = await context.newPage();
    onTestFinished(() => page.close());
    return page;
  };
}

/** Fills with what the browser complains of from now on, and with the addresses that the page requests and may not. */
export function complaintsOf(page: Page, mayRequest: (url: string) => boolean): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!mayRequest(request.url())) complaints.push(`asked for ${request.url()}`);
  });
  return complaints;
}
