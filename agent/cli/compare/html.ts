import { type ComponentChild, Fragment, h } from 'preact';
import { render } from 'preact-render-to-string';
import { plural } from '../../amounts/plural.ts';
import type { Comparison, NodeDifference } from '../../compare/schema.ts';
import { documentOf, readable, showTime } from '../../renderers/html/document.ts';
import { style } from '../../renderers/html/style.ts';
import { hashOf } from '../../renderers/html.ts';

/** The page has no script and loads nothing. */
const policy = `default-src 'none'; style-src ${hashOf(style)}; img-src data:; base-uri 'none'; form-action 'none'`;

/** A comparison as one page for a browser. */
export function comparisonPage(comparison: Comparison): string {
  const shown = readable(comparison);
  const { node, at, peers, differences, care, leftOut } = shown;
  const head =
    differences.length === 0
      ? `${node} does not differ from its ${plural(peers.length, 'peer')} in anything telling`
      : `${node} differs from its ${plural(peers.length, 'peer')} in ${plural(differences.length, 'thing')}`;
  const body = h('main', null, [
    h('h1', null, head),
    h('p', null, `As seen at ${showTime(at)}. Peers: ${peers.join(', ') || 'none'}.`),
    ...care.map((said) => h('p', null, said)),
    ...leftOut.map((one) => h('p', null, `Left out: ${one.node}, ${one.why}.`)),
    h('ol', null, differences.map(itemOf)),
  ]);
  const title = render(h('title', null, `${node} beside its pool - hostprobe`));
  return documentOf({
    ...{ policy, style, title, icon: differences.length === 0 ? 'healthy' : 'degraded' },
    body: render(h(Fragment, null, body)),
  });
}

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
