import type { Finding, FindingStatus } from '../check.ts';
import { plural } from '../fact.ts';
import type { Change, History } from '../history.ts';
import { printable, sentence } from '../print/printable.ts';
import { paint, wrap, wrapFix } from '../print/text.ts';
import type { Renderer, View } from '../renderer.ts';
import { alike, type Report, seenBy } from '../report.ts';
import { body, showDiagnosis, showEvidence, showSummary } from './text/diagnosis.ts';

/** What changed, oldest first: one block for each run that saw a change. */
export function showHistory({ since, begins, problem, changes }: History, view: View): string {
  const options = { ...view, indent: 8 };
  const runs = [...Map.groupBy(changes, ({ at, after }) => `${at} ${after}`).values()];
  const span = since === null ? '' : ` since ${since}`;
  return [
    changes.length === 0 ? `CHANGED nothing recorded${span}` : `CHANGED${span || ' (recorded history)'}`,
    ...runs.flatMap((together) => showRun(together, view)),
    ...(begins === null || since === null || begins <= since
      ? []
      : [wrap(`The history begins at ${begins}; earlier changes are not known.`, options)]),
    ...(problem === null ? [] : [wrap(`The history has a problem: ${problem}.`, options)]),
  ].join('\n');
}

function showRun(changes: readonly Change[], view: View): string[] {
  const [first] = changes;
  if (first === undefined) return [];
  const { at, after } = first;
  return [
    after === null
      ? `        found at ${at}, in the first run after a restart of hostprobe:`
      : `        between the runs at ${after} and ${at}:`,
    ...changes.map(({ what, from, to }) =>
      printable(`          ${what}: ${from ?? 'none'} -> ${to ?? 'none'}`, view.ascii).replaceAll('\n', ' '),
    ),
  ];
}

/** For a person in a hurry: problems first, each with evidence and fix; passed checks are only counted. */
export const text: Renderer = {
  id: 'text',
  contentType: 'text/plain; charset=utf-8',
  render(report, view) {
    const shown = [...ofStatus(report, 'fail'), ...ofStatus(report, 'warn')].map((finding) =>
      showFinding(finding, view),
    );
    const unknown = alike(ofStatus(report, 'unknown')).map((findings) => showAlike(findings, view));
    const quiet = view.verbose
      ? [
          ...[...ofStatus(report, 'hidden'), ...ofStatus(report, 'pass')].map((finding) => showFinding(finding, view)),
          ...alike(ofStatus(report, 'skip')).map((findings) => showAlike(findings, view)),
        ]
      : [];
    const blocks = [
      showHead(report, view),
      ...shown,
      ...unknown,
      showSummary(report.diagnoses, view),
      ...report.diagnoses.map((diagnosis) => showDiagnosis(diagnosis, view)),
      report.history === undefined ? '' : showHistory(report.history, view),
      quiet.join('\n'),
      [...showNotes(report), ...showHidden(report), showCount(report)]
        .map((line) => wrap(line, { ...view, indent: 0 }))
        .join('\n'),
    ];
    return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
  },
};

const ofStatus = (report: Report, status: FindingStatus) =>
  report.findings.filter((finding) => finding.status === status);

const marks = {
  pass: ['PASS', 'green'],
  skip: ['SKIP', 'gray'],
  warn: ['WARN', 'yellow'],
  fail: ['FAIL', 'red'],
  unknown: ['UNKNOWN', 'magenta'],
  hidden: ['HIDDEN', 'gray'],
} as const;

/** The mark is padded before it is coloured, so that columns stay aligned; long text wraps below. */
function headline(status: FindingStatus, words: string, view: View): string {
  const [word, colour] = marks[status];
  return `${paint(word.padEnd(7), ['bold', colour], view)} ${wrap(words, body(view)).trimStart()}`;
}

function showHead(report: Report, view: View): string {
  const head = printable(
    `hostprobe ${report.tool.version}: ${report.node} is ${report.status}, as seen at ${report.at}`,
    view.ascii,
  );
  const said = wrap(sentence(report.headline), { ...view, indent: 0 });
  if (report.standIns.length === 0) return `${head}\n${said}`;
  // The reasons in brackets are left out here; they are in the JSON and on the page.
  const names = report.standIns.map((name) => name.replace(/ \(.*\)$/, ''));
  const note = `Not read from this node, but given by stand-ins (-o json says why): ${names.join(', ')}.`;
  return `${head}\n${said}\n${wrap(note, { ...view, indent: 0 })}`;
}

function showFinding(finding: Finding, view: View): string {
  return [
    headline(finding.status, `${finding.check}: ${finding.title}`, view),
    wrap(finding.summary, body(view)),
    ...showEvidence(finding.evidence, view),
    ...showRemedy(finding, view),
  ].join('\n');
}

/** Findings that say the same, under one heading. */
function showAlike(findings: Finding[], view: View): string {
  const [first] = findings;
  if (first === undefined) return '';
  if (findings.length === 1) return showFinding(first, view);
  const head = headline(first.status, findings.map((finding) => finding.check).join(', '), view);
  return [head, wrap(first.summary, body(view)), ...showRemedy(first, view)].join('\n');
}

function showRemedy({ status, fix, causes, reference }: Finding, view: View): string[] {
  if (fix === null || status === 'hidden') return [];
  const lines = [wrapFix(fix, body(view))];
  if (causes.length > 0) lines.push(`        Cause: ${causes.join(', ')}`);
  // The reference of a check does not explain why a fact is missing.
  if (reference !== null && status !== 'unknown') lines.push(`        See: ${printable(reference, view.ascii)}`);
  return lines;
}

const showNotes = ({ findings }: Report): string[] =>
  findings.flatMap(({ check, note }) => (note === undefined ? [] : [`Note, by ${check}: ${note}.`]));

/** What the account of hostprobe cannot see, in one line; not an alarm. */
function showHidden(report: Report): string[] {
  const names = ofStatus(report, 'hidden').map(({ check }) => check);
  return names.length === 0
    ? []
    : [`${plural(names.length, 'check needs', 'checks need')} ${seenBy(report)}: ${names.join(', ')}.`];
}

/** Skipped checks do not apply to this node, so they do not count as checks that could have passed. */
function showCount(report: Report): string {
  const { counts } = report;
  const applied = counts.pass + counts.warn + counts.fail + counts.unknown + counts.hidden;
  const rest = [
    ...(counts.fail > 0 ? [`${counts.fail} failed`] : []),
    ...(counts.warn > 0 ? [`${counts.warn} warned`] : []),
    ...(counts.unknown > 0 ? [`${counts.unknown} could not be judged`] : []),
    ...(counts.hidden > 0 ? [`${counts.hidden} hidden${seenBy(report) === 'SYSTEM' ? ' from this account' : ''}`] : []),
    ...(counts.skip > 0 ? [`${counts.skip} skipped (not applicable)`] : []),
  ];
  return `${counts.pass} of ${applied} passed${rest.length === 0 ? '' : `; ${rest.join(', ')}`}.`;
}
