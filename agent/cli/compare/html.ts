import { render } from 'preact-render-to-string';
import type { Comparison, ComparisonOfAll } from '../../compare/schema.ts';
import { comparisonView } from '../../renderers/html/comparison.ts';
import { documentOf, h, readable } from '../../renderers/html/document.ts';
import { style } from '../../renderers/html/style.ts';
import { hashOf } from '../../renderers/html.ts';

/** The page has no script and loads nothing. */
const policy = `default-src 'none'; style-src ${hashOf(style)}; img-src data:; base-uri 'none'; form-action 'none'`;

/** A comparison as one page for a browser. */
export function comparisonPage(compared: Comparison | ComparisonOfAll): string {
  const name = 'unlike' in compared ? 'Nodes beside their pools' : `${readable(compared.node)} beside its pool`;
  const isAlike = ('unlike' in compared ? compared.unlike : compared.differences).length === 0;
  return documentOf({
    ...{ policy, style, icon: isAlike ? 'healthy' : 'degraded' },
    title: render(h('title')(`${name} - hostprobe`)),
    body: render(h('main', { class: 'masthead' })(h('h1')(name), comparisonView(compared))),
  });
}
