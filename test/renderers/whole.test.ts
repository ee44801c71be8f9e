import { expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { checks } from '../../agent/checks/index.ts';
import { diagnose } from '../../agent/diagnose.ts';
import { factIds } from '../../agent/fact/ids.ts';
import { explained, onNode, shell } from '../../agent/fix.ts';
import { plainView } from '../../agent/renderer.ts';
import { checksPage, html } from '../../agent/renderers/html.ts';
import { junit } from '../../agent/renderers/junit.ts';
import { text } from '../../agent/renderers/text.ts';
import { causesLeft, findingStatuses, type Report } from '../../agent/report.ts';
import { faultsIn } from '../accessible.ts';
import { composed } from '../composed.ts';
import { historyWith } from '../history/runs.ts';
import { snapshotWith } from '../snapshot.ts';
import { snapshotOf } from '../stories.ts';
import { notShown, readPage } from '../texts-in.ts';
import { finding, reportOf } from './reports.ts';

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

test('a mark has one shape for a status, in one frame, on the page and in the tab, and each status another', () => {
  const shapeOf = new Map<string, string>();
  for (const report of reports) {
    const page = html.render(report, plainView);
    for (const [, id = '', d = ''] of page.matchAll(/<path id="mark-(\w+)"[^>]* d="([^"]*)"/g)) shapeOf.set(id, d);
    const frames = [...page.matchAll(/<svg class="mark [^>]*viewBox="([^"]*)"/g)].map(([, frame]) => frame);
    const icon = decodeURIComponent(/<link rel="icon" href="data:image\/svg\+xml,([^"]*)"/.exec(page)?.[1] ?? '');
    expect(new Set([...frames, /viewBox="([^"]*)"/.exec(icon)?.[1]]).size).toBe(1);
    const like = { healthy: 'pass', degraded: 'warn', unhealthy: 'fail', unknown: 'unknown' }[report.status];
    expect(/ d="([^"]*)"/.exec(icon)?.[1]).toBe(shapeOf.get(like));
    const used = new Set([...page.matchAll(/<use href="#mark-(\w+)"/g)].map(([, id = '']) => id));
    expect([...used].filter((id) => !shapeOf.has(id))).toEqual([]);
  }
  expect([...shapeOf.keys()].toSorted()).toEqual([...findingStatuses].toSorted());
  expect(new Set(shapeOf.values()).size).toBe(findingStatuses.length);
});

test('a fix of one step is no list, and of several each has its number, on the page and in its label', () => {
  const steps = (count: number) => Array.from({ length: count }, (_, at) => onNode(`Do ${at}.`, shell`do ${`${at}`}`));
  const fixIn = (count: number) => {
    const findings = [finding('a', { status: 'fail', fix: explained({ steps: steps(count) }) })];
    return /<div class="fix">.*?<\/article>/s.exec(html.render(reportOf(findings), plainView))?.[0] ?? '';
  };
  expect(fixIn(1)).not.toMatch(/<ol|<li/);
  expect(fixIn(1)).toContain('aria-label="Copy the command of the fix for Title of a"');
  for (const count of [2, 3]) {
    const shown = fixIn(count);
    expect(shown.match(/<li>/g)).toHaveLength(count);
    const labels = [...shown.matchAll(/aria-label="Copy the command of step (\d) of the fix for Title of a"/g)];
    expect(labels.map(([, number]) => Number(number))).toEqual(Array.from({ length: count }, (_, at) => at + 1));
  }
});

/** Source: what each probe asks of the machine, by the questions of host.ts. */
const asked: Readonly<Record<string, RegExp>> = {
  services: /service control manager/,
  'runtime-process': /process/,
  runtime: /CRI/,
  'runtime-binaries': /files/,
  identity: /token/,
  sandbox: /environment/,
  token: /token files/,
  accounts: /accounts/,
  limits: /job/,
  usage: /job/,
  network: /sockets/,
  'pod-network': /HNS/,
  os: /registry/,
  logs: /event logs/,
  cluster: /Kubernetes API/,
};

test('each fact has where it comes from, one that is its own', () => {
  const page = html.render(reports[0] ?? several, plainView);
  const rows = [...page.matchAll(/<tr><th scope="row"><code>([\w-]+)<\/code><\/th><td>(.*?)<\/td>/g)];
  const from = new Map(rows.map(([, id = '', source = '']) => [id, source]));
  expect([...from.keys()].toSorted()).toEqual([...factIds].toSorted());
  for (const [id, source] of from) expect(source, id).toMatch(asked[id] ?? /^$/);
  expect(new Set(from.values()).size).toBe(from.size);
});

test('the facts have the mark of all of them, and each its own', () => {
  const [report] = reports;
  if (report === undefined) throw new Error('there is a report');
  const marksOf = (facts: Report['facts']) => {
    const [, table = ''] =
      /<details class="folded" id="facts">(.*?)<\/details>/s.exec(html.render({ ...report, facts }, plainView)) ?? [];
    const [all, ...each] = [...table.matchAll(/class="mark (\w+)"/g)].map(([, status]) => status);
    return { all, each };
  };
  const whole = Object.fromEntries(Object.keys(report.facts).map((id) => [id, { ok: true, ms: 1 }])) as Report['facts'];
  expect(marksOf(whole)).toEqual({ all: 'pass', each: Object.keys(whole).map(() => 'pass') });
  const failed = { ok: false, ms: 1, error: { kind: 'failed', message: 'x' } } as const;
  const { all, each } = marksOf({ ...whole, os: failed });
  expect(all).toBe('unknown');
  expect(each.filter((one) => one === 'unknown')).toHaveLength(1);
});
