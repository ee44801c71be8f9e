import { describe, expect, test } from 'vitest';
import { useBrowser } from '../../browser.ts';
import { objections, unseenFocus } from '../../page/eye.ts';
import { fullReport, pageFile, reportOfStory } from '../../page/report.ts';

const newPage = useBrowser();

/** With a quote that is longer than a screen shows of one. */
function longReport() {
  const report = fullReport();
  Object.assign(report.diagnoses[0]?.seen[0] ?? {}, { text: 'failed to logon user: Access is denied.\n'.repeat(40) });
  return report;
}

const looks = [
  [320, { media: 'screen', colorScheme: 'light' }],
  [700, { media: 'screen', colorScheme: 'dark' }],
  [1280, { media: 'screen', colorScheme: 'dark' }],
  [2560, { media: 'screen', colorScheme: 'light' }],
  [700, { media: 'print', colorScheme: 'light' }],
] as const;

describe.each([
  ['of everything', longReport],
  ['of a healthy node', () => reportOfStory('healthy')],
] as const)('the page %s', (_, make) => {
  test.each(looks)('is right to the eye %i pixels wide, with %j', async (width, media) => {
    const page = await newPage();
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia(media);
    await page.goto(pageFile(make()));
    if (media.media === 'screen') {
      await page.locator('details').evaluateAll((all) => {
        for (const one of all) one.setAttribute('open', '');
      });
    }
    expect(await page.evaluate(objections)).toEqual([]);
    if (media.media === 'print') return;
    await page.keyboard.press('Tab');
    expect(await page.evaluate(unseenFocus)).toEqual([]);
  });
});
