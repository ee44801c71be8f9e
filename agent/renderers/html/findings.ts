import { type ComponentChild, h } from 'preact';
import { plural } from '../../amounts/plural.ts';
import { alike, type Finding, type FindingStatus } from '../../check.ts';
import type { Report } from '../../report.ts';
import { foldedEvidence, referenceOf } from './evidence.ts';
import { fixOf } from './fix.ts';
import { mark } from './mark.ts';
import { anchorOf } from './words.ts';

const ofStatus = ({ findings }: Report, status: FindingStatus) =>
  findings.filter((finding) => finding.status === status);

const sameFix = (findings: readonly Finding[]) => [...Map.groupBy(findings, ({ fix }) => JSON.stringify(fix)).values()];

/** Failing, warning and unknown findings, the worst first. */
export const loudGroups = (report: Report): ComponentChild[] => [
  group('fail', 'Failing', ofStatus(report, 'fail').map(card)),
  group('warn', 'Warning', ofStatus(report, 'warn').map(card)),
  group('unknown', 'Could not be judged', sameFix(ofStatus(report, 'unknown')).map(unknownCard)),
];

function group(status: FindingStatus, title: string, cards: ComponentChild[]): ComponentChild {
  if (cards.length === 0) return null;
  const id = `${status}-title`;
  return h('section', { id: status, 'aria-labelledby': id }, h('h2', { id }, title), cards);
}

function card({ check, title, status, summary, evidence, fix, reference, causes }: Finding): ComponentChild {
  return h(
    'article',
    { class: `card ${status}`, id: anchorOf(check) },
    h('h3', null, mark(status), h('span', null, title, ' ', h('code', null, check))),
    h('p', { class: 'summary' }, summary),
    fix === null ? null : fixOf(fix, title),
    foldedEvidence(evidence, status === 'fail'),
    causes.length === 0 ? null : h('p', { class: 'more' }, 'Cause: ', h('code', null, causes.join(', '))),
    reference === null ? null : h('p', { class: 'more' }, 'See ', referenceOf(reference)),
  );
}

/** One card for all findings with the same fix, without references: they do not explain why a fact is missing. */
function unknownCard(findings: readonly Finding[]): ComponentChild {
  const about = plural(findings.length, 'check');
  const fix = findings[0]?.fix ?? null;
  return h(
    'article',
    { class: 'card unknown' },
    h('h3', null, mark('unknown'), about),
    fix === null ? null : fixOf(fix, `${about} that could not be judged`, 'What is needed'),
    h('ul', { class: 'rows' }, alike(findings).map(reason)),
  );
}

function reason(findings: readonly Finding[]): ComponentChild {
  const [first] = findings;
  const names = findings.map(({ check, title }) =>
    h('li', { id: anchorOf(check) }, title, ' ', h('code', null, check)),
  );
  return h(
    'li',
    null,
    h('ul', { class: 'checks' }, names),
    h('p', { class: 'summary' }, first?.summary),
    foldedEvidence(first?.evidence ?? []),
  );
}

/** Hidden, passed and skipped, collapsed. */
export const quietGroups = (report: Report): ComponentChild[] => [
  folded('hidden', 'hidden from this account (run hostprobe as SYSTEM to judge them)', ofStatus(report, 'hidden')),
  folded('pass', 'passed', ofStatus(report, 'pass')),
  folded('skip', 'skipped (not applicable)', ofStatus(report, 'skip')),
];

function folded(status: FindingStatus, title: string, findings: readonly Finding[]): ComponentChild {
  if (findings.length === 0) return null;
  return h(
    'details',
    { class: 'folded', id: status },
    h('summary', null, mark(status), h('h2', null, `${findings.length} ${title}`)),
    h('ul', { class: 'rows' }, findings.map(row)),
  );
}

const row = ({ check, title, status, summary, evidence }: Finding): ComponentChild =>
  h(
    'li',
    { id: anchorOf(check) },
    h('h3', null, mark(status), h('span', null, title, ' ', h('code', null, check))),
    h('p', { class: 'summary' }, summary),
    foldedEvidence(evidence),
  );
