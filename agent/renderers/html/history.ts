import type { ComponentChild } from 'preact';
import type { FindingStatus } from '../../check.ts';
import { plural } from '../../fact.ts';
import type { Change } from '../../history.ts';
import { findingStatuses, type Report } from '../../report.ts';
import { h, likeOf, mark, showTime } from './document.ts';

interface Span {
  /** ISO 8601; the strip shows the time between the two. */
  from: string;
  to: string;
}

const length = 1000;
/** A worse status has a higher bar, because colour alone is not enough. */
const heights: Readonly<Record<FindingStatus, number>> = {
  pass: 5,
  skip: 5,
  hidden: 5,
  unknown: 8,
  warn: 11,
  fail: 15,
};

/** The status of the node over time, and when something else changed. The list below says the same as text. */
function stripOf(changes: readonly Change[], span: Span, now: FindingStatus): ComponentChild {
  const begin = Date.parse(span.from);
  const whole = Math.max(1, Date.parse(span.to) - begin);
  const at = (time: string) => Math.min(length, Math.max(0, Math.round((length * (Date.parse(time) - begin)) / whole)));
  const runs = [...new Set(changes.map((change) => at(change.at)))];
  return h('div', { class: 'strip' })(
    h('svg', { viewBox: `0 0 ${length} 24`, preserveAspectRatio: 'none', 'aria-hidden': 'true' })(
      statusesOf(changes, now).map(({ since, like }, index, all) => {
        const x = since === null ? 0 : at(since);
        const next = all[index + 1]?.since ?? null;
        const height = heights[like];
        return h('rect', { class: like, x, y: 15 - height, width: (next === null ? length : at(next)) - x, height })();
      }),
      runs.map((x) => h('rect', { class: 'tick', x: Math.min(x, length - 3), y: 17, width: 3, height: 7 })()),
    ),
    h('div', { class: 'ends' })([span.from, span.to].map((time) => h('time', { dateTime: time })(showTime(time)))),
  );
}

/** The periods in order; the beginning of the first is not known. */
function statusesOf(changes: readonly Change[], now: FindingStatus): { since: string | null; like: FindingStatus }[] {
  const turns = changes.filter(({ what }) => what === 'status');
  const [first] = turns;
  if (first === undefined) return [{ since: null, like: now }];
  return [
    { since: null, like: statusLike(first.from) },
    ...turns.map(({ at, to }) => ({ since: at, like: statusLike(to) })),
  ];
}

/** The history comes from a file, which may contain anything. */
const statusLike = (status: string | null): FindingStatus =>
  Object.entries(likeOf).find(([name]) => name === status)?.[1] ?? 'skip';

/** Runs shown without a click, and changes on the page in all. */
const openRuns = 4;
const maxChanges = 200;

/** What changed on the node, the newest first; null: the report has no history. */
export function historyPart({ history, status, at }: Report): ComponentChild {
  if (history === undefined) return null;
  const { since, begins, problem, changes } = history;
  const from = since !== null && (begins === null || since > begins) ? since : begins;
  const newest = changes.slice(-maxChanges);
  const runs = [...Map.groupBy(newest, (change) => `${change.at} ${change.after}`).values()].reverse();
  return h('section', { id: 'history', 'aria-labelledby': 'history-title' })(
    h('h2', { id: 'history-title' })('What changed'),
    h('div', { class: 'card' })(
      from === null ? null : stripOf(changes, { from, to: at }, likeOf[status]),
      changes.length === 0 ? h('p')('No changes recorded.') : null,
      listOf(runs.slice(0, openRuns)),
      earlier(runs.slice(openRuns)),
      changes.length > maxChanges ? note(`${plural(changes.length - maxChanges, 'older change')}: GET /history`) : null,
      since !== null && since !== from ? note(`No history before ${showTime(begins ?? at)}.`) : null,
      problem === null ? null : note(`The history has a problem: ${problem}.`),
    ),
  );
}

const note = (words: string) => h('p', { class: 'more' })(words);

const listOf = (runs: readonly Change[][]) =>
  runs.length === 0 ? null : h('ol', { class: 'runs' })(runs.map(runItem));

const earlier = (runs: readonly Change[][]) =>
  runs.length === 0 ? null : h('details')(h('summary')(plural(runs.length, 'earlier run')), listOf(runs));

function runItem(changes: readonly Change[]): ComponentChild {
  // A group has at least one member.
  const [{ at, after }] = changes as [Change, ...Change[]];
  const when = h('time', { dateTime: at })(showTime(at));
  return h('li')(
    h('p', { class: 'more' })(
      after === null ? ['Found at ', when, ', in the first run after a restart of hostprobe'] : when,
    ),
    h('ul')(changes.map(changeOf)),
  );
}

function changeOf({ what, from, to }: Change): ComponentChild {
  const like = likeOfChange(what, to);
  return h('li', { class: 'change' })(
    like === null ? h('span', { class: 'mark' })() : mark(like),
    h('span')(what, ': ', h('samp')(from ?? 'none'), ' \u2192 ', h('samp')(to ?? 'none')),
  );
}

/** Findings and the status of the node have a shape; an account or a version has none. */
function likeOfChange(what: string, to: string | null): FindingStatus | null {
  if (what === 'status') return statusLike(to);
  return (what.startsWith('finding ') && findingStatuses.find((one) => one === to)) || null;
}
