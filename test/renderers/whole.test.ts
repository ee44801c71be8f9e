import { expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { checks } from '../../agent/checks/index.ts';
import { diagnose } from '../../agent/diagnose.ts';
import { plainView } from '../../agent/renderer.ts';
import { checksPage, html } from '../../agent/renderers/html.ts';
import { junit } from '../../agent/renderers/junit.ts';
import { text } from '../../agent/renderers/text.ts';
import { causesLeft, type Report } from '../../agent/report.ts';
import { faultsIn } from '../accessible.ts';
import { composed } from '../composed.ts';
import { historyWith } from '../history/runs.ts';
import { snapshotWith } from '../snapshot.ts';
import { snapshotOf } from '../stories.ts';
import { notShown, readPage } from '../texts-in.ts';

/** What no form shows as it stands: words for programs, times, and the parts of the first sentence. */
const never =
  /^\.(?:at|headline|history)$|\.(?:kind|on|seenBy|follows|form|found|signature|component|checks|captured\.\w+)$|tokenPaths\.of$/;

const change = { at: '2026-11-01T11:00:00.000Z', after: null, what: 'mode of new pods', from: 'bind', to: 'fallback' };
const reports: readonly Report[] = [
  ...Object.values(composed),
  ...['containerd-user-account', 'shim-missing', 'local-service'].map(snapshotOf),
].map((snapshot) => ({ ...assess(snapshot), history: historyWith(change) }));

/** With two failures, as the page that explains has them: one is of an ordinary container, and names a cause. */
const several: Report = {
  ...assess(snapshotWith()),
  diagnoses: [
    'hcs::CreateComputeSystem agent: The directory name is invalid.: unknown',
    'failed to create user process token: failed to logon user: Access is denied.: unknown',
  ].flatMap((said) => diagnose([{ source: 'text', text: said, count: 1 }])),
};

test('a page has no fault for those who do not see it: what it leads to is there, and each part has a name of its own', () => {
  for (const report of [...reports, several]) {
    expect(faultsIn(html.render(report, plainView))).toEqual([]);
  }
  expect(faultsIn(checksPage(checks))).toEqual([]);
  expect(several.diagnoses.flatMap(({ references = [] }) => references)).not.toEqual([]);
});

test.each([
  [
    'the page',
    (report: Report) => readPage(html.render(report, plainView)),
    /^\.diagnoses.*\.(?:source|weight|why)$|\.(?:at|after)$/,
  ],
  [
    'the text in full',
    (report: Report) => text.render(report, { ...plainView, verbose: true, width: 100_000 }),
    /^\.(?:outline|containers|facts|runtime|standIns)\b|^\.findings\.title$|^\.diagnoses\.(?:causes|references)\b/,
  ],
])('%s has all that a report says, but what only programs read', (_what, render, less) => {
  const missing = new Set<string>();
  for (const report of [...reports, several]) {
    const { findings, diagnoses, ...rest } = report;
    const told = findings.map(({ fix, reference, ...finding }) => ({
      ...finding,
      ...(finding.status === 'hidden' ? {} : { fix }),
      // Where to read on stands at what is to be done.
      ...(fix === null || finding.status === 'unknown' || finding.status === 'hidden' ? {} : { reference }),
    }));
    const left = diagnoses.map((one) => ({ ...one, causes: causesLeft(one) }));
    const all = { ...rest, findings: told, diagnoses: left };
    for (const one of notShown(render(report), all, new RegExp(`${never.source}|${less.source}`))) missing.add(one);
  }
  expect([...missing]).toEqual([]);
});

test.each([
  ['the page', html, (id: string) => `<code>${id}</code></span></h4>`],
  ['JUnit', junit, (id: string) => ` ${id}: `],
  ['the text', text, (id: string) => ` ${id}: `],
])('%s has the causes of a failure in the order of the report', (_what, renderer, mark) => {
  const said = 'failed to create user process token: failed to logon user: The user name or password is incorrect.';
  const many = { ...several, diagnoses: diagnose([{ source: 'text', text: said, count: 1 }]) };
  const all = [...reports, many].flatMap(({ diagnoses, ...report }) =>
    diagnoses.map((one) => ({ ...report, findings: [], diagnoses: [one] })),
  );
  const counts = all.map((report) => {
    const shown = renderer.render(report, { ...plainView, width: 100_000 });
    const places = report.diagnoses.flatMap(causesLeft).map(({ id }) => shown.indexOf(mark(id)));
    const found = places.filter((place) => place !== -1);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    return found.length;
  });
  expect(Math.max(...counts)).toBeGreaterThan(3);
});

test('what is counted has the same words on the page as in text', () => {
  const counts = { pass: 7, warn: 2, fail: 3, unknown: 4, hidden: 5, skip: 6 };
  for (const snapshot of [snapshotWith(), snapshotOf('local-service')]) {
    const report = { ...assess(snapshot), counts };
    const lists = readPage(/<ul class="counts">.*?<\/ul>/s.exec(html.render(report, plainView))?.[0] ?? '');
    const last = text.render(report, plainView).split('passed;').at(-1) ?? '';
    for (const status of ['fail', 'warn', 'skip'] as const) {
      const [, word = ''] = new RegExp(`\\b${counts[status]}\\s+(\\w+)`).exec(last) ?? [];
      expect(lists.replaceAll(/\s+/g, ' ')).toContain(`${counts[status]} ${word}`);
    }
    expect(lists).toMatch(/\b7\s+passed\b.*\b5\s+need \w+/s);
    expect(lists).toMatch(/\b4\s+not judged\b/);
    expect(last).toMatch(/\b4 could not be judged\b/);
  }
});
