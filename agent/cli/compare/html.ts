import { type ComponentChild, Fragment, h } from 'preact';
import { render } from 'preact-render-to-string';
import type { Comparison, ComparisonOfAll, NodeDifference } from '../../compare/schema.ts';
import { verdictOnAll, verdictOnNode } from '../../compare/verdict.ts';
import { documentOf, readable, showTime } from '../../renderers/html/document.ts';
import { style } from '../../renderers/html/style.ts';
import { hashOf } from '../../renderers/html.ts';

/** The page has no script and loads nothing. */
const policy = `default-src 'none'; style-src ${hashOf(style)}; img-src data:; base-uri 'none'; form-action 'none'`;

/** A comparison as one page for a browser. */
export function comparisonPage(compared: Comparison | ComparisonOfAll): string {
  const shown = readable(compared);
  const all = 'unlike' in shown ? shown : null;
  const each = 'unlike' in shown ? shown.unlike : [shown];
  const name = all === null ? `${each[0]?.node} beside its pool` : 'Nodes beside their pools';
  const isAlike = each.every(({ differences }) => differences.length === 0);
  const body = h('main', null, [
    all === null ? null : h('h1', null, verdictOnAll(all.nodes.length, all.unlike.length)),
    each.map((one) => sectionOf(one, all === null ? 'h1' : 'h2')),
    all?.notJudged.map((one) => h('p', null, `Not judged: ${one.node}, ${one.why}.`)),
  ]);
  const title = render(h('title', null, `${name} - hostprobe`));
  return documentOf({
    ...{ policy, style, title, icon: isAlike ? 'healthy' : 'degraded' },
    body: render(h(Fragment, null, body)),
  });
}

const sectionOf = (comparison: Comparison, head: 'h1' | 'h2'): ComponentChild => {
  const { at, peers, differences, care, leftOut } = comparison;
  return h('section', null, [
    h(head, null, verdictOnNode(comparison)),
    h('p', null, `As seen at ${showTime(at)}. Peers: ${peers.join(', ') || 'none'}.`),
    ...care.map((said) => h('p', null, said)),
    ...leftOut.map((one) => h('p', null, `Left out: ${one.node}, ${one.why}.`)),
    h('ol', null, differences.map(itemOf)),
  ]);
};

const itemOf = ({ sentence, also, explains, look }: NodeDifference): ComponentChild =>
  h('li', null, [
    h('p', null, h('strong', null, sentence)),
    also.length === 0
      ? null
      : h(
          'ul',
          null,
          also.map(({ what, here, there }) => h('li', null, `${what}: ${here ?? 'none'}; peers: ${there ?? 'none'}`)),
        ),
    explains.length === 0 ? null : h('p', null, `It can explain: ${explains.join(', ')}.`),
    look === null ? null : h('p', null, look.say),
    look?.run === undefined ? null : h('pre', null, look.run),
  ]);
