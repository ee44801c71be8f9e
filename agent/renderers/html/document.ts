import { type AllHTMLAttributes, type ComponentChild, h as make, type SVGAttributes, type VNode } from 'preact';
import type { FindingStatus } from '../../check.ts';
import { printable, sentence } from '../../print/printable.ts';
import { type Report, type Status, seenBy } from '../../report.ts';

type Attributes<Target extends EventTarget> = AllHTMLAttributes<Target> &
  Omit<SVGAttributes<Target>, keyof AllHTMLAttributes> &
  Readonly<Record<`data-${string}`, string | undefined>>;

/** An element: its attributes, then what is in it. */
export const h =
  <Target extends EventTarget>(tag: string, attributes: Attributes<Target> = {}) =>
  (...inside: ComponentChild[]): VNode =>
    make(tag, attributes as object, ...inside);

/** A shape for each status, because colour alone is not enough: tick, dash, eye, triangle, octagon, question mark. */
const shapes: Readonly<Record<FindingStatus, string>> = {
  pass: 'M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm3.1 4.7 1.6 1.2-5 6.1a1 1 0 0 1-1.5.1L3.3 9.3l1.4-1.4 2.1 2Z',
  skip: 'M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0ZM4 7h8v2H4Z',
  warn: 'M8.9 1a1 1 0 0 0-1.8 0L.1 14.1A1 1 0 0 0 1 15.6h14a1 1 0 0 0 .9-1.5ZM7 5.3h2v5.2H7Zm0 6.3h2v2H7Z',
  fail: 'M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7Zm.7 4L4 5.4 6.6 8 4 10.6 5.4 12 8 9.4l2.6 2.6 1.4-1.4L9.4 8 12 5.4 10.6 4 8 6.6Z',
  hidden:
    'M8 2.5C3.5 2.5 0 8 0 8s3.5 5.5 8 5.5S16 8 16 8s-3.5-5.5-8-5.5Zm0 2a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Zm0 1.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z',
  unknown:
    'M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0ZM7 11.3h2v2H7Zm1-8.6c1.9 0 3.3 1.1 3.3 2.8 0 1.3-.8 2-1.5 2.5-.6.5-.8.7-.8 1.2v.8H7v-1c0-1.3.8-1.9 1.5-2.4.5-.4.8-.6.8-1.1 0-.6-.5-1-1.3-1s-1.3.5-1.4 1.2l-1.9-.3C4.9 3.8 6.2 2.7 8 2.7Z',
};

export const mark = (status: FindingStatus): ComponentChild =>
  h('svg', { class: `mark ${status}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' })(
    h('use', { href: `#mark-${status}` })(),
  );

/** Defines the shapes once for all marks of the page. */
export const marks = (): ComponentChild =>
  h('svg', { class: 'marks', 'aria-hidden': 'true' })(
    Object.entries(shapes).map(([status, d]) => h('path', { id: `mark-${status}`, 'fill-rule': 'evenodd', d })()),
  );

/** The finding status whose shape and colour a node status uses. */
export const likeOf: Readonly<Record<Status, FindingStatus>> = {
  healthy: 'pass',
  degraded: 'warn',
  unhealthy: 'fail',
  unknown: 'unknown',
};

/** Visible on light and dark tabs. */
const tabColours: Readonly<Record<Status, string>> = {
  healthy: '2da44e',
  degraded: 'd29922',
  unhealthy: 'e5534b',
  unknown: '8b7be0',
};

/** The icon of the tab, as a data URL. */
function favicon(status: Status): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#${tabColours[status]}" fill-rule="evenodd" d="${shapes[likeOf[status]]}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** The parts in which the pages of hostprobe differ, as HTML. */
interface DocumentParts {
  /** The Content-Security-Policy. */
  policy: string;
  /** The icon of the tab, whose colour shows the status. */
  icon: Status;
  /** The title element. */
  title: string;
  style: string;
  /** The content of the body, with its scripts. */
  body: string;
}

/** A page as one file. */
export const documentOf = ({ policy, icon, title, style, body }: DocumentParts): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="${favicon(icon)}">
${title}
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;

/**
 * The same value with every string safe to read: control characters, and characters that reverse the direction of text,
 * become escapes. Markup is escaped later, when the tree is rendered.
 */
export function readable<T>(value: T): T {
  // Each branch returns the type of value that it gets.
  if (typeof value === 'string') return printable(value, false) as T;
  if (Array.isArray(value)) return value.map(readable) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [printable(key, false), readable(inner)])) as T;
}

/** "2026-11-01T12:00:00.000Z" as "2026-11-01 12:00:00 UTC". */
export const showTime = (at: string): string => at.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');

/** The id of a check's element on the page. */
export const anchorOf = (check: string): string => `check-${check.replace(/[^\w-]/g, '-')}`;

/** The top of the page: the node, its status, the counts and the time. */
export function masthead(report: Report): ComponentChild {
  const { node, status, at } = report;
  return h('header', { class: `masthead ${likeOf[status]}` })(
    h('p', { class: 'brand' })('hostprobe'),
    h('h1')(mark(likeOf[status]), h('span')(h('span', { class: 'node' })(node), ` is ${status}`)),
    h('p', { class: 'lead' })(sentence(report.headline)),
    shares(report),
    h('p', { class: 'when' })(
      'Seen at ',
      h('time', { dateTime: at, id: 'at' })(showTime(at)),
      h('span', { id: 'age' })(),
      h('button', { type: 'button', id: 'again', hidden: true })('Run again'),
    ),
    h('p', { id: 'news', role: 'status' })(report.stale ? staleText : null),
    h('p', { id: 'said', role: 'status' })(),
    standIns(report),
  );
}

const staleText = 'Stale: newer runs on this node failed or missed their schedule; see the hostprobe log.';

const order: readonly FindingStatus[] = ['fail', 'warn', 'unknown', 'pass', 'hidden', 'skip'];
const words: Readonly<Record<Exclude<FindingStatus, 'hidden'>, string>> = {
  fail: 'failed',
  warn: 'warned',
  unknown: 'not judged',
  pass: 'passed',
  skip: 'skipped',
};

/** The counts, each a link to its findings, under a bar of their shares. */
function shares(report: Report): ComponentChild {
  const { counts } = report;
  const some = order.filter((status) => counts[status] > 0);
  const total = some.reduce((sum, status) => sum + counts[status], 0);
  let x = 0;
  const parts = some.map((status) => {
    const part = h('rect', { class: status, x, width: counts[status], height: 1 })();
    x += counts[status];
    return part;
  });
  const items = some.map((status) =>
    h('li')(
      h('a', { href: `#${status}` })(
        mark(status),
        h('b')(counts[status]),
        ` ${status === 'hidden' ? `need ${seenBy(report)}` : words[status]}`,
      ),
    ),
  );
  return h('nav', { 'aria-label': 'Findings by status' })(
    h('svg', { class: 'shares', viewBox: `0 0 ${total} 1`, preserveAspectRatio: 'none', 'aria-hidden': 'true' })(parts),
    h('ul', { class: 'counts' })(items),
  );
}

function standIns({ standIns: names }: Report): ComponentChild {
  if (names.length === 0) return null;
  return h('details', { class: 'stand-ins' })(
    h('summary')('Stand-ins gave some of these answers'),
    h('p')('Not from this node:'),
    h('ul')(names.map((name) => h('li')(name))),
  );
}
