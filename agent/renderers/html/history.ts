import { type ComponentChild, h } from 'preact';
import { plural } from '../../amounts/plural.ts';
import type { FindingStatus } from '../../check.ts';
import type { Change } from '../../history.ts';
import { findingSchema } from '../../report/schema.ts';
import type { Report } from '../../report.ts';
import { statusLike, stripOf } from './history-strip.ts';
import { likeOf, mark } from './mark.ts';
import { showTime } from './words.ts';

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
  return h(
    'section',
    { id: 'history', 'aria-labelledby': 'history-title' },
    h('h2', { id: 'history-title' }, 'What changed'),
    h(
      'div',
      { class: 'card' },
      from === null ? null : stripOf(changes, { from, to: at }, likeOf[status]),
      changes.length === 0 ? h('p', null, 'No changes recorded.') : null,
      listOf(runs.slice(0, openRuns)),
      earlier(runs.slice(openRuns)),
      changes.length > maxChanges ? note(`${plural(changes.length - maxChanges, 'older change')}: GET /history`) : null,
      since !== null && since !== from ? note(`No history before ${showTime(begins ?? at)}.`) : null,
      problem === null ? null : note(`The history has a problem: ${problem}.`),
    ),
  );
}

const note = (words: string) => h('p', { class: 'more' }, words);

const listOf = (runs: readonly Change[][]) =>
  runs.length === 0 ? null : h('ol', { class: 'runs' }, runs.map(runItem));

const earlier = (runs: readonly Change[][]) =>
  runs.length === 0 ? null : h('details', null, h('summary', null, plural(runs.length, 'earlier run')), listOf(runs));

function runItem(changes: readonly Change[]): ComponentChild {
  // A group has at least one member.
  const [{ at, after }] = changes as [Change, ...Change[]];
  const when = h('time', { dateTime: at }, showTime(at));
  return h(
    'li',
    null,
    h(
      'p',
      { class: 'more' },
      after === null ? ['Found at ', when, ', in the first run after a restart of hostprobe'] : when,
    ),
    h('ul', null, changes.map(changeOf)),
  );
}

function changeOf({ what, from, to }: Change): ComponentChild {
  const like = likeOfChange(what, to);
  return h(
    'li',
    { class: 'change' },
    like === null ? h('span', { class: 'mark' }) : mark(like),
    h('span', null, what, ': ', h('samp', null, from ?? 'none'), ' \u2192 ', h('samp', null, to ?? 'none')),
  );
}

/** Findings and the status of the node have a shape; an account or a version has none. */
function likeOfChange(what: string, to: string | null): FindingStatus | null {
  if (what === 'status') return statusLike(to);
  const { success, data } = findingSchema.shape.status.safeParse(to);
  return what.startsWith('finding ') && success ? data : null;
}
