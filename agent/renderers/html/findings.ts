import type { ComponentChild } from 'preact';
import type { Finding, FindingStatus } from '../../check.ts';
import { type Evidence, plural } from '../../fact.ts';
import { placed, verifyHeading } from '../../fix/show.ts';
import type { Fix, Step } from '../../fix.ts';
import { alike, type Report, seenBy } from '../../report.ts';
import { anchorOf, h, mark } from './document.ts';

/** Evidence on demand. */
export function foldedEvidence(evidence: readonly Evidence[], open = false): ComponentChild {
  if (evidence.length === 0) return null;
  const pairs = evidence.map(({ label, value }) => h('div')(h('dt')(label), h('dd')(value)));
  const title = plural(evidence.length, 'piece of evidence', 'pieces of evidence');
  return h('details', { open })(h('summary')(title), h('dl', { class: 'evidence' })(pairs));
}

/** A link only if it is an http(s) URL: a saved report may contain anything as a reference. */
export const referenceOf = (reference: string): ComponentChild =>
  /^https?:\/\//.test(reference)
    ? h('a', { href: reference, rel: 'noreferrer' })(reference.replace(/^https?:\/\//, ''))
    : h('span')(reference);

/** A sentence of a report: a check that it names ("see clock-skew") is a link to it. The report has a place for every check. */
const linkingChecks = (text: string): ComponentChild =>
  text
    .split(/(?<=\bsee )([a-z]+(?:-[a-z]+)+)\b/)
    .map((part, index) => (index % 2 === 0 ? part : h('a', { href: `#${anchorOf(part)}` })(h('code')(part))));

/**
 * The steps of a fix. Each command has a button that copies only the command; the script makes the buttons work.
 * @param about completes the label "Copy the command of the fix for ..." that screen readers announce
 * @param say how a step is shown
 */
export function fixOf({ steps, verify }: Fix, about: string, label = 'Fix', say: Say = plainly): ComponentChild {
  const several = steps.length > 1;
  const { heading, steps: inPlaces } = placed(label, steps);
  const shown = inPlaces.map(([place, step], index) => {
    const name = several ? `step ${index + 1} of the fix for ${about}` : `the fix for ${about}`;
    return h(several ? 'li' : 'div')(stepOf(place, step, name, say));
  });
  return h('div', { class: 'fix' })(
    h('strong')(heading),
    several ? h('ol')(shown) : shown,
    verify === undefined ? null : verifyOf(verify, about),
  );
}

/** How to see whether a fix worked. */
export const verifyOf = (verify: NonNullable<Fix['verify']>, about: string): ComponentChild =>
  h('div')(
    h('p')(verifyHeading(verify)),
    commandOf(verify.run, `the check of the fix for ${about}`),
    h('p')(`Expected: ${verify.expect}`),
  );

type Say = (text: string) => ComponentChild;
const plainly: Say = (text) => text;

const stepOf = (place: string, { say, run, risk }: Step, name: string, shown: Say) => [
  h('p')(place === '' ? null : h('b')(place, ': '), shown(say)),
  run === undefined ? null : commandOf(run, name),
  risk === undefined ? null : h('p', { class: 'risk' })(`Risk: ${risk}`),
];

const commandOf = (command: string, name: string) =>
  h('div', { class: 'command' })(
    // The indent of YAML has a meaning, which a line that is wrapped would not show.
    h('pre', { class: command.includes('\n') ? 'lines' : undefined })(h('code')(command)),
    h('button', { type: 'button', class: 'copy', hidden: true, 'aria-label': `Copy the command of ${name}` })('Copy'),
  );

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
  return h('section', { id: status, 'aria-labelledby': id })(h('h2', { id })(title), cards);
}

function card({ check, title, status, summary, evidence, fix, reference, causes }: Finding): ComponentChild {
  return h('article', { class: `card ${status}`, id: anchorOf(check) })(
    h('h3')(mark(status), h('span')(title, ' ', h('code')(check))),
    h('p', { class: 'summary' })(linkingChecks(summary)),
    fix === null ? null : fixOf(fix, title, 'Fix', linkingChecks),
    foldedEvidence(evidence, status === 'fail'),
    causes.length === 0 ? null : h('p', { class: 'more' })('Cause: ', h('code')(causes.join(', '))),
    reference === null ? null : h('p', { class: 'more' })('See ', referenceOf(reference)),
  );
}

/** One card for all findings with the same fix, without references: they do not explain why a fact is missing. */
function unknownCard(findings: readonly Finding[]): ComponentChild {
  const about = plural(findings.length, 'check');
  const fix = findings[0]?.fix ?? null;
  return h('article', { class: 'card unknown' })(
    h('h3')(mark('unknown'), about),
    fix === null ? null : fixOf(fix, `${about} that could not be judged`, 'What is needed', linkingChecks),
    h('ul', { class: 'rows' })(alike(findings).map(reason)),
  );
}

function reason(findings: readonly Finding[]): ComponentChild {
  const [first] = findings;
  const names = findings.map(({ check, title }) => h('li', { id: anchorOf(check) })(title, ' ', h('code')(check)));
  return h('li')(
    h('ul', { class: 'checks' })(names),
    h('p', { class: 'summary' })(linkingChecks(first?.summary ?? '')),
    foldedEvidence(first?.evidence ?? []),
  );
}

/** Hidden, passed and skipped, collapsed. */
export const quietGroups = (report: Report): ComponentChild[] => [
  folded(
    'hidden',
    seenBy(report) === 'SYSTEM'
      ? 'hidden from this account (run hostprobe as SYSTEM to judge them)'
      : `hidden: they need ${seenBy(report)}`,
    ofStatus(report, 'hidden'),
  ),
  folded('pass', 'passed', ofStatus(report, 'pass')),
  folded('skip', 'skipped (not applicable)', ofStatus(report, 'skip')),
];

function folded(status: FindingStatus, title: string, findings: readonly Finding[]): ComponentChild {
  if (findings.length === 0) return null;
  return h('details', { class: 'folded', id: status })(
    h('summary')(mark(status), h('h2')(`${findings.length} ${title}`)),
    h('ul', { class: 'rows' })(findings.map(row)),
  );
}

const row = ({ check, title, status, summary, evidence, note }: Finding): ComponentChild =>
  h('li', { id: anchorOf(check) })(
    h('h3')(mark(status), h('span')(title, ' ', h('code')(check))),
    h('p', { class: 'summary' })(linkingChecks(summary)),
    note === undefined ? null : h('p', { class: 'summary' })(linkingChecks(`Note: ${note}.`)),
    foldedEvidence(evidence),
  );

/** A path or another name from the node; it may wrap after each separator. */
export const breakablePath = (path: string): ComponentChild =>
  h('samp')(path.split(/(?<=[\\/])/).map((part, index) => (index === 0 ? part : [h('wbr')(), part])));
