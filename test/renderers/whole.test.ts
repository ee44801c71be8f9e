import { expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { plainView } from '../../agent/renderer.ts';
import { html } from '../../agent/renderers/html.ts';
import { text } from '../../agent/renderers/text.ts';
import type { Report } from '../../agent/report.ts';
import { composed } from '../composed.ts';
import { historyWith } from '../history/runs.ts';
import { snapshotOf } from '../stories.ts';

/** The texts that a value has, by the names of the fields that lead to each. */
const textsIn = (value: unknown, path = ''): (readonly [path: string, text: string])[] => {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => textsIn(part, Array.isArray(value) ? path : `${path}.${key}`));
};

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
const read = (page: string) =>
  page
    .replaceAll(/<a href="(http[^"]*)"[^>]*>/g, ' $1 ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/&(lt|gt|quot|#39|amp);/g, (all, name: string) => entities[name] ?? all);
const packed = (said: string) => said.replaceAll(/\s+/g, '');

/** What no form shows as it stands: words for programs, times, and the parts of the first sentence. */
const never =
  /^\.(?:at|headline|history)$|\.(?:kind|on|seenBy|follows|form|found|signature|component|checks|captured\.\w+)$|tokenPaths\.of$/;

const change = { at: '2026-11-01T11:00:00.000Z', after: null, what: 'mode of new pods', from: 'bind', to: 'fallback' };
const reports: readonly Report[] = [
  ...Object.values(composed),
  ...['containerd-user-account', 'shim-missing', 'local-service'].map(snapshotOf),
].map((snapshot) => ({ ...assess(snapshot), history: historyWith(change) }));

test.each([
  [
    'the page',
    (report: Report) => read(html.render(report, plainView)),
    /^\.diagnoses.*\.(?:source|weight|why)$|\.(?:at|after)$/,
  ],
  [
    'the text in full',
    (report: Report) => text.render(report, { ...plainView, verbose: true, width: 100_000 }),
    /^\.(?:outline|containers|facts|runtime|standIns)\b|^\.findings\.title$|^\.diagnoses\.causes/,
  ],
])('%s has all that a report says, but what only programs read', (_what, render, less) => {
  const missing = new Set<string>();
  for (const report of reports) {
    const shown = packed(render(report));
    const { findings, ...rest } = report;
    const told = findings.map(({ fix, reference, ...finding }) => ({
      ...finding,
      ...(finding.status === 'hidden' ? {} : { fix }),
      // Where to read on stands at what is to be done.
      ...(fix === null || finding.status === 'unknown' || finding.status === 'hidden' ? {} : { reference }),
    }));
    for (const [path, said] of textsIn({ ...rest, findings: told })) {
      if (!never.test(path) && !less.test(path) && !shown.includes(packed(said))) missing.add(`${path}: ${said}`);
    }
  }
  expect([...missing]).toEqual([]);
});
