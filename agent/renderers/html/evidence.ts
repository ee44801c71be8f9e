import { type ComponentChild, h } from 'preact';
import { plural } from '../../amounts/plural.ts';
import type { Evidence } from '../../fact.ts';

/** Evidence on demand. */
export function foldedEvidence(evidence: readonly Evidence[], open = false): ComponentChild {
  if (evidence.length === 0) return null;
  const pairs = evidence.map(({ label, value }) => h('div', null, h('dt', null, label), h('dd', null, value)));
  const title = plural(evidence.length, 'piece of evidence', 'pieces of evidence');
  return h('details', { open }, h('summary', null, title), h('dl', { class: 'evidence' }, pairs));
}

/** A link only if it is an http(s) URL: a saved report may contain anything as a reference. */
export const referenceOf = (reference: string): ComponentChild =>
  /^https?:\/\//.test(reference)
    ? h('a', { href: reference, rel: 'noreferrer' }, reference.replace(/^https?:\/\//, ''))
    : h('span', null, reference);
