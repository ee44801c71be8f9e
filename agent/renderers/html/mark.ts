import { type ComponentChild, h } from 'preact';
import type { FindingStatus } from '../../check.ts';
import type { Status } from '../../report.ts';

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
  h(
    'svg',
    { class: `mark ${status}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    h('use', { href: `#mark-${status}` }),
  );

/** Defines the shapes once for all marks of the page. */
export const marks = (): ComponentChild =>
  h(
    'svg',
    { class: 'marks', 'aria-hidden': 'true' },
    Object.entries(shapes).map(([status, d]) => h('path', { id: `mark-${status}`, 'fill-rule': 'evenodd', d })),
  );

/** The finding status whose shape and colour a node status uses. */
export const likeOf: Readonly<Record<Status, FindingStatus>> = {
  healthy: 'pass',
  degraded: 'warn',
  unhealthy: 'fail',
  unknown: 'unknown',
};

/** Visible on light and dark tabs. */
const tabColours: Readonly<Record<FindingStatus, string>> = {
  pass: '2da44e',
  skip: '808080',
  warn: 'd29922',
  fail: 'e5534b',
  unknown: '8b7be0',
  hidden: '808080',
};

/** The icon of the tab, as a data URL. */
export function favicon(status: Status): string {
  const like = likeOf[status];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#${tabColours[like]}" fill-rule="evenodd" d="${shapes[like]}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
