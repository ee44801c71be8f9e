import { type ComponentChild, h } from 'preact';

/** A path or another name from the node; it may wrap after each separator. */
export const breakablePath = (path: string): ComponentChild =>
  h(
    'samp',
    null,
    path.split(/(?<=[\\/])/).map((part, index) => (index === 0 ? part : [h('wbr', null), part])),
  );
