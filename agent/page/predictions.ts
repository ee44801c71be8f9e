import type { ComponentChild } from 'preact';
import type { FindingStatus } from '../check.ts';
import { answerOf, type NodeColumn, type NodeColumns, ofVerdict, podOf, podsIn, rowsIn } from '../predict/table.ts';
import { h, mark, readable } from '../renderers/html/document.ts';
import { fixOf, foldedEvidence, referenceOf, verifyOf } from '../renderers/html/findings.ts';
import type { Judged, Point, Prediction } from '../stage/prediction.ts';
import { verdictLine } from './controls.ts';
import type { Predicted } from './task.ts';
import { pageWords } from './words.ts';

const marks: Readonly<Record<Point['verdict'], FindingStatus>> = {
  passes: 'pass',
  warns: 'warn',
  fails: 'fail',
  'cannot-tell': 'unknown',
};
const verdicts: Readonly<Record<Prediction['verdict'], FindingStatus>> = {
  runs: 'pass',
  'does-not-run': 'fail',
  'cannot-tell': 'unknown',
};

/** Each pod: a question in each row and a node in each column, and below it the stages on each node. */
export function predictionsView(result: Predicted): ComponentChild {
  const { predictions, titles } = readable({ ...result.predictions, titles: result.titles });
  const { passedOver, troubles } = readable(result.predictions);
  return [
    podsIn(predictions, titles).map(podView),
    result.areUsual ? h('p', { class: 'more' })(pageWords.usualNodes) : null,
    troubles.map((one) => h('p', { class: 'more' })(pageWords.notRead(one))),
    passedOver.map((one) => h('p', { class: 'more' })(pageWords.skipped(one))),
  ];
}

function podView(columns: NodeColumns, index: number): ComponentChild {
  const id = `pod-${index + 1}`;
  const opened =
    columns.length === 1 ? 0 : columns.findIndex(({ prediction }) => prediction.verdict === 'does-not-run');
  return h('section', { 'aria-labelledby': id, key: id })(
    h('div', { id })(headOf(columns)),
    h('div', { class: 'card scrolls', tabIndex: 0, role: 'region', 'aria-label': pageWords.tableLabel })(
      tableOf(columns),
    ),
    // The first that does not run shows why, and what to change.
    columns.map((column, at) => stagesView(column, at === opened)),
  );
}

/** What the nodes say together: the worst first. */
function headOf(columns: NodeColumns): ComponentChild {
  const on = (verdict: Prediction['verdict']) =>
    columns.flatMap(({ title, prediction }) => (prediction.verdict === verdict ? [title] : []));
  const [refused, open, runs] = [on('does-not-run'), on('cannot-tell'), on('runs')];
  const like = refused.length > 0 ? 'fail' : open.length > 0 ? 'unknown' : 'pass';
  const pod = podOf(columns[0].prediction);
  const many = columns.length;
  const text =
    refused.length > 0
      ? pageWords.willNotRun(pod, refused.length, many)
      : open.length > 0
        ? pageWords.mayRun(pod, open.length, many)
        : pageWords.willRun(pod, many);
  const isMixed = refused.length < many && runs.length < many;
  const lead = [refused.length > 0 ? pageWords.notOn(refused) : '', runs.length > 0 ? pageWords.runsOn(runs) : ''];
  return verdictLine(like, text, isMixed ? lead.join(' ').trim() : null);
}

function tableOf(columns: NodeColumns): ComponentChild {
  const head = columns.map(({ title, prediction }) => h('th', { scope: 'col' })(verdictMark(prediction), ' ', title));
  const rows = rowsIn(columns).map(({ question, answers }) => {
    const cells = alike(columns, answers).map(({ answer, own }) => {
      const [{ prediction }] = own;
      const isAll = own.length === columns.length;
      const place = {
        colSpan: own.length,
        'data-node': isAll ? undefined : own.map(({ title }) => title).join('; '),
      };
      return question === ofVerdict
        ? h('td', { ...place, class: `verdict ${verdicts[prediction.verdict]}` })(h('strong')(answer))
        : h('td', place)(fromMarkdown(answer) || '-');
    });
    return h('tr')(h('th', { scope: 'row' })(question), cells);
  });
  return h('table', { class: 'compared' })(
    h('thead')(h('tr')(h('th', { scope: 'col' })(pageWords.question), head)),
    h('tbody')(rows),
  );
}

/** Neighbours with the same answer share a cell, so that what differs stands out. */
function alike(columns: NodeColumns, answers: readonly string[]): { answer: string; own: NodeColumns }[] {
  const cells: { answer: string; own: [NodeColumn, ...NodeColumn[]] }[] = [];
  for (const [index, column] of columns.entries()) {
    const answer = answers[index] ?? '';
    const before = cells.at(-1);
    if (before?.answer === answer) before.own.push(column);
    else cells.push({ answer, own: [column] });
  }
  return cells;
}

const verdictMark = (prediction: Prediction) => mark(verdicts[prediction.verdict]);

/** Answers have code marks, and no other Markdown. */
const fromMarkdown = (text: string): ComponentChild[] | string =>
  text === ''
    ? ''
    : text
        .split(/(``.+?``|`[^`]+`)/s)
        .map((part) => (/^`.*`$/s.test(part) ? h('code')(part.replace(/^`+|`+$/g, '')) : part));

function stagesView({ prediction, title }: NodeColumn, open: boolean): ComponentChild {
  const points = prediction.stages.flatMap((stage) => stage.points);
  const verify = points.find(({ fix }) => fix !== null)?.fix?.verify;
  const provided = [...new Set(points.flatMap((point) => point.provided.map(({ text }) => text)))];
  return h('details', { class: 'folded', open })(
    h('summary')(verdictMark(prediction), h('h3')(`${pageWords.stages(title)}: ${answerOf(prediction)}`)),
    h('ol', { class: 'rows' })(prediction.stages.map(stageView)),
    verify === undefined ? null : h('div', { class: 'fix' })(verifyOf(verify, podOf(prediction))),
    provided.length === 0
      ? null
      : h('div', { class: 'more' })(
          h('p')(pageWords.assumes),
          h('ul', { class: 'assumed' })(provided.map((one) => h('li')(one))),
        ),
  );
}

function stageView({ id, title, verdict, reached, points, reference }: Judged): ComponentChild {
  const warned = verdict === 'passes' && points.some((point) => point.verdict === 'warns');
  return h('li')(
    h('h4')(
      mark(marks[warned ? 'warns' : verdict]),
      h('span')(title, ' ', h('code')(id), reached ? null : ` (${pageWords.notReached})`),
    ),
    points.map((point) => pointView(point, title)),
    verdict === 'passes' ? null : h('p', { class: 'more' })(pageWords.see, referenceOf(reference)),
  );
}

function pointView(point: Point, title: string): ComponentChild {
  const { container, summary, expect, fix, evidence, verdict } = point;
  return h('div', { class: 'point' })(
    h('p', { class: 'summary' })(container === null ? summary : `${container}: ${summary}`),
    expect === null ? null : h('figure')(h('figcaption')(pageWords.expect[expect.where]), h('blockquote')(expect.text)),
    expect?.note ? h('p', { class: 'more' })(expect.note) : null,
    // How to see whether it worked is the same for all, and shown once.
    fix === null ? null : fixOf({ steps: fix.steps }, title),
    foldedEvidence(evidence, verdict === 'fails'),
  );
}
