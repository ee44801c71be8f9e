import { type ComponentChild, h } from 'preact';
import type { Evidence } from '../../check.ts';
import { plural } from './words.ts';

/** Evidence on demand. */
export function evidenceOf(evidence: readonly Evidence[], open = false): ComponentChild {
  if (evidence.length === 0) return null;
  const pairs = evidence.map(({ label, value }) => h('div', null, h('dt', null, label), h('dd', null, value)));
  const title = plural(evidence.length, 'piece of evidence', 'pieces of evidence');
  return h('details', { open }, h('summary', null, title), h('dl', { class: 'evidence' }, pairs));
}

/**
 * What to do, to be copied: the button comes with the script.
 * @param about completes "Copy the fix for ...", for who cannot see where the button stands
 */
export const fixOf = (fix: string, about: string, label = 'Fix'): ComponentChild =>
  h(
    'div',
    { class: 'fix' },
    h('div', { class: 'fix-head' }, h('strong', null, label), copyButton(`Copy the fix for ${about}`)),
    h('p', { class: 'fix-text' }, fix),
  );

const copyButton = (label: string) =>
  h('button', { type: 'button', class: 'copy', hidden: true, 'aria-label': label }, 'Copy');

/** A link only where it leads to the web: in a report from elsewhere a reference is a text like any other. */
export const referenceOf = (reference: string): ComponentChild =>
  /^https?:\/\//.test(reference)
    ? h('a', { href: reference, rel: 'noreferrer' }, reference.replace(/^https?:\/\//, ''))
    : h('span', null, reference);
