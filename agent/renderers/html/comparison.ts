import type { ComponentChild } from 'preact';
import type { Comparison, ComparisonOfAll, NodeDifference } from '../../compare/schema.ts';
import { verdictOnAll, verdictOnNode } from '../../compare/verdict.ts';
import { h, readable, showTime } from './document.ts';

/** What differs on a node, or on each of many that stands out; the first heading is the verdict. */
export function comparisonView(compared: Comparison | ComparisonOfAll): ComponentChild {
  const shown = readable(compared);
  if (!('unlike' in shown)) return sectionOf(shown);
  const { nodes, unlike, notJudged } = shown;
  return [
    h('h2')(verdictOnAll(nodes.length, unlike.length)),
    unlike.map(sectionOf),
    notJudged.map((one) => h('p')(`Not judged: ${one.node}, ${one.why}.`)),
  ];
}

function sectionOf(comparison: Comparison): ComponentChild {
  const { at, peers, differences, care, leftOut, trouble } = comparison;
  return h('section', { 'aria-label': comparison.node })([
    h('h2')(verdictOnNode(comparison)),
    h('p')(`As seen at ${showTime(at)}. Peers: ${peers.join(', ') || 'none'}.`),
    ...care.map((said) => h('p')(said)),
    trouble === null ? null : h('p')(`The trouble began at ${showTime(trouble.at)}: ${trouble.by}.`),
    ...leftOut.map((one) => h('p')(`Left out: ${one.node}, ${one.why}.`)),
    differences.length === 0 ? null : h('ol', { class: 'problems' })(differences.map(itemOf)),
  ]);
}

const itemOf = ({ sentence, also, explains, look }: NodeDifference): ComponentChild =>
  h('li', { class: 'card warn' })([
    h('p')(h('strong')(sentence)),
    also.length === 0
      ? null
      : h('ul')(also.map(({ what, here, there }) => h('li')(`${what}: ${here ?? 'none'}; peers: ${there ?? 'none'}`))),
    explains.length === 0 ? null : h('p')(`It can explain: ${explains.join(', ')}.`),
    look === null ? null : h('p')(look.say),
    look?.run === undefined ? null : h('pre')(look.run),
  ]);
