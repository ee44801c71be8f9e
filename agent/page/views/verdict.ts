import { type ComponentChild, h } from 'preact';
import type { FindingStatus } from '../../check.ts';
import { mark } from '../../renderers/html/document.ts';

/** The first line of an answer, as the report page has it: what the whole of it says. */
export const verdictLine = (like: FindingStatus, text: string, lead: ComponentChild = null): ComponentChild =>
  h(
    'header',
    { class: `verdict ${like}` },
    h('h2', null, mark(like), h('span', null, text)),
    lead === null ? null : h('p', { class: 'lead' }, lead),
  );
