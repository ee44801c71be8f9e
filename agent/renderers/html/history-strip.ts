import { type ComponentChild, h } from 'preact';
import type { FindingStatus } from '../../check.ts';
import type { Change } from '../../history.ts';
import { likeOf } from './mark.ts';
import { showTime } from './words.ts';

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
export function stripOf(changes: readonly Change[], span: Span, now: FindingStatus): ComponentChild {
  const begin = Date.parse(span.from);
  const whole = Math.max(1, Date.parse(span.to) - begin);
  const at = (time: string) => Math.min(length, Math.max(0, Math.round((length * (Date.parse(time) - begin)) / whole)));
  const runs = [...new Set(changes.map((change) => at(change.at)))];
  return h(
    'div',
    { class: 'strip' },
    h(
      'svg',
      { viewBox: `0 0 ${length} 24`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      statusesOf(changes, now).map(({ since, like }, index, all) => {
        const x = since === null ? 0 : at(since);
        const next = all[index + 1]?.since ?? null;
        const height = heights[like];
        return h('rect', { class: like, x, y: 15 - height, width: (next === null ? length : at(next)) - x, height });
      }),
      runs.map((x) => h('rect', { class: 'tick', x: Math.min(x, length - 3), y: 17, width: 3, height: 7 })),
    ),
    h(
      'div',
      { class: 'ends' },
      [span.from, span.to].map((time) => h('time', { dateTime: time }, showTime(time))),
    ),
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
export const statusLike = (status: string | null): FindingStatus =>
  Object.entries(likeOf).find(([name]) => name === status)?.[1] ?? 'skip';
