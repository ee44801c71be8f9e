import { type ComponentChild, h } from 'preact';

/** A path, or another word of the node, which may go on in a new line after each of its separators. */
export const pathOf = (path: string): ComponentChild =>
  h(
    'samp',
    null,
    path.split(/(?<=[\\/])/).map((part, index) => (index === 0 ? part : [h('wbr', null), part])),
  );
