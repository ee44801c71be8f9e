import { type ComponentChild, h } from 'preact';
import type { FindingStatus } from '../../check.ts';
import { sentence } from '../../print/sentence.ts';
import type { Report } from '../../report.ts';
import { likeOf, mark } from './mark.ts';
import { showTime } from './words.ts';

/** The top of the page: the node, its status, the counts and the time. */
export function masthead(report: Report): ComponentChild {
  const { node, status, at } = report;
  return h(
    'header',
    { class: `masthead ${likeOf[status]}` },
    h('p', { class: 'brand' }, 'hostprobe'),
    h('h1', null, mark(likeOf[status]), h('span', null, h('span', { class: 'node' }, node), ` is ${status}`)),
    h('p', { class: 'lead' }, sentence(report.headline)),
    shares(report),
    h(
      'p',
      { class: 'when' },
      'Seen at ',
      h('time', { dateTime: at, id: 'at' }, showTime(at)),
      h('span', { id: 'age' }),
      h('button', { type: 'button', id: 'again', hidden: true }, 'Run again'),
    ),
    h('p', { id: 'news', role: 'status' }, report.stale ? staleText : null),
    h('p', { id: 'said', role: 'status' }),
    standIns(report),
  );
}

const staleText = 'Stale: newer runs on this node failed or missed their schedule; see the hostprobe log.';

const order: readonly FindingStatus[] = ['fail', 'warn', 'unknown', 'pass', 'hidden', 'skip'];
const words: Readonly<Record<FindingStatus, string>> = {
  fail: 'failed',
  warn: 'warned',
  unknown: 'not judged',
  pass: 'passed',
  hidden: 'need SYSTEM',
  skip: 'skipped',
};

/** The counts, each a link to its findings, under a bar of their shares. */
function shares({ counts }: Report): ComponentChild {
  const some = order.filter((status) => counts[status] > 0);
  const total = some.reduce((sum, status) => sum + counts[status], 0);
  let x = 0;
  const parts = some.map((status) => {
    const part = h('rect', { class: status, x, width: counts[status], height: 1 });
    x += counts[status];
    return part;
  });
  const items = some.map((status) =>
    h('li', null, h('a', { href: `#${status}` }, mark(status), h('b', null, counts[status]), ` ${words[status]}`)),
  );
  return h(
    'nav',
    { 'aria-label': 'Findings by status' },
    h('svg', { class: 'shares', viewBox: `0 0 ${total} 1`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, parts),
    h('ul', { class: 'counts' }, items),
  );
}

function standIns({ standIns: names }: Report): ComponentChild {
  if (names.length === 0) return null;
  return h(
    'details',
    { class: 'stand-ins' },
    h('summary', null, 'Stand-ins gave some of these answers'),
    h('p', null, 'Not from this node:'),
    h(
      'ul',
      null,
      names.map((name) => h('li', null, name)),
    ),
  );
}
