import { expect, test } from 'vitest';
import { printable } from '../../agent/print/printable.ts';
import { reportSchema } from '../../agent/report/schema.ts';
import type { Report } from '../../agent/report.ts';
import { complaintsOf, useBrowser } from '../browser.ts';
import { fullReport, pageFile } from './report.ts';

const newPage = useBrowser();

type Tree = Record<string | number, unknown>;

/** The report with every string that may be any text replaced, and what was put where. */
function plant(words: (count: number) => string): { report: Report; planted: Map<string, string> } {
  const report = structuredClone(fullReport());
  const planted = new Map<string, string>();
  const walk = (parent: Tree, path: string) => {
    for (const [key, value] of Object.entries(parent)) {
      if (typeof value === 'object' && value !== null) walk(value as Tree, `${path}.${key}`);
      if (typeof value !== 'string') continue;
      parent[key] = words(planted.size);
      // Ids of a closed list, times and the like stay what they are.
      if (reportSchema.safeParse(report).success) planted.set(`${path}.${key}`.slice(1), words(planted.size));
      else parent[key] = value;
    }
  };
  walk(report as unknown as Tree, '');
  return { report, planted };
}

const markup = [
  '<script>window.ran = 1</script>',
  '"><img src=x onerror="window.ran = 1">',
  "' onmouseover='window.ran = 1' x='",
  '</style></script></title></textarea><!-- <svg onload=window.ran=1>',
  '&amp; &lt;b&gt; &#60;i>',
  '\u202eesrever\u2066 \u0000\u0007\u001b[31mred\u009b',
  'javascript:window.ran=1',
  'x'.repeat(120),
].join(' ');

/** Elements with the names of their attributes, in order; wbr only says where a long word may break. */
const skeletonOf = `[...document.querySelectorAll('*:not(wbr)')].map((one) =>
  [one.localName, ...one.getAttributeNames()].join(' '))`;

test('markup in any string of a report is shown literally, adds no element and runs nothing', async () => {
  // Without the page's policy, so that it is the page that holds and not the browser.
  const withoutPolicy = (page: string) => page.replace(/<meta http-equiv[^>]*>/, '');
  // As long, so that the schema takes both in the same places.
  const words = plant((count) => `word ${count} `.padEnd(markup.length, 'w'));
  const hostile = plant((count) => `${markup} ${count}.`);
  expect(hostile.planted.size).toBeGreaterThan(300);

  const page = await newPage();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  const complaints = complaintsOf(page, () => true);

  await page.goto(pageFile(words.report, withoutPolicy));
  const skeleton = await page.evaluate<string[]>(skeletonOf);
  const file = pageFile(hostile.report, withoutPolicy);
  await page.goto(file);
  await page.locator('details').evaluateAll((all) => {
    for (const one of all) one.setAttribute('open', '');
  });
  const opened = (line: string) => line.replace(/^details.*/, 'details');
  expect((await page.evaluate<string[]>(skeletonOf)).map(opened)).toEqual(skeleton.map(opened));
  expect(await page.evaluate('window.ran')).toBeUndefined();
  expect(requests.filter((url) => !url.startsWith('data:') && !url.startsWith('file:'))).toEqual([]);
  expect(complaints).toEqual([]);

  const text = String(await page.evaluate('document.title + document.body.textContent'));
  const unshown = [...hostile.planted].filter(([, words]) => !text.includes(printable(words, false)));
  const kinds = unshown.map(([path]) => path.replace(/\.\d+/g, '.*').replace(/captured\..*/, 'captured.*'));
  expect([...new Set(kinds)].sort()).toEqual([
    'diagnoses.*.captured.*',
    'facts.runtime.error.code',
    // Of passed checks, and of those that could not be judged.
    'findings.*.reference',
    // The file on the node.
    'history.file',
    // The outline has the version.
    'runtime.name',
    'runtime.version',
    // The page has this table from the diagnoses.
    'summary.*.cause',
    'summary.*.pods.*',
    'summary.*.signature',
  ]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  await page.setViewportSize({ width: 360, height: 800 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
});
