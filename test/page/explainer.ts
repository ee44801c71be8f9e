import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { complaintsOf } from '../browser.ts';
import { builtPage } from '../image/built.ts';

export interface Explainer {
  page: Page;
  /** What the browser complained of, and what the page asked for beside itself. */
  complaints: string[];
}

/** The page that explains, as a file. Gives it in a new page of the browser, opened from the disk. */
export function useExplainer(newPage: () => Promise<Page>): (fragment?: string) => Promise<Explainer> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-page-'));
  const file = join(folder, 'hostprobe.html');
  beforeAll(async () => writeFileSync(file, await builtPage({ served: false })));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return async (fragment = '') => {
    const page = await newPage();
    const complaints = complaintsOf(page, (url) => /^(?:file|data|blob):/.test(url));
    await page.goto(`${pathToFileURL(file)}${fragment}`);
    await page.locator('#entered').waitFor();
    return { page, complaints };
  };
}

export const openTab = (page: Page, name: string) => page.getByRole('tab', { name }).click();

/** A file as a test gives it: from the disk, or by name and content. */
export type GivenFile = string | { name: string; content: string | Buffer };

/** Puts files in the place of those that are there. */
export async function giveFiles(page: Page, files: readonly GivenFile[]): Promise<void> {
  const paths = files.filter((file) => typeof file === 'string');
  const made = files.filter((file) => typeof file !== 'string');
  if (paths.length > 0) await page.locator('#picker').setInputFiles(paths);
  if (made.length === 0) return;
  await page
    .locator('#picker')
    .setInputFiles(
      made.map(({ name, content }) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) })),
    );
}

/** Presses the button of the tab, and waits until there is an answer or a refusal. */
export async function go(page: Page): Promise<void> {
  await page.locator('button.go').click();
  await page.locator('.answer > .answer, .note').first().waitFor();
}

/** What a button saves. */
export async function saved(page: Page, button: string): Promise<{ name: string; text: string }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const file = await download;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

export const clear = (page: Page) => page.getByRole('button', { name: 'Clear' }).click();
