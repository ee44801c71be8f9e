import { createHash } from 'node:crypto';
import { type ComponentChild, createElement, Fragment } from 'preact';
import { render } from 'preact-render-to-string';
import type { Area, Check } from '../check.ts';
import type { Renderer } from '../renderer.ts';
import type { Report } from '../report.ts';
import { diagnosesOf } from './html/diagnoses.ts';
import { documentOf, h, marks, masthead, readable } from './html/document.ts';
import { factsTable } from './html/facts.ts';
import { loudGroups, quietGroups, referenceOf } from './html/findings.ts';
import { historyPart } from './html/history.ts';
import { outlineSection } from './html/outline.ts';
import { script } from './html/script.ts';
import { style } from './html/style.ts';

/** The visible page as a tree: what the report contains becomes text and attributes, never markup. */
function pageOf(report: Report): ComponentChild {
  const loud = [diagnosesOf(report), ...loudGroups(report)].filter((part) => part !== null);
  const main = h('main', { id: 'main', tabIndex: -1 })(
    loud,
    historyPart(report),
    quietGroups(report),
    factsTable(report),
  );
  const aside = h('aside', { 'aria-label': 'The node in outline' })(outlineSection(report));
  return [
    h('a', { class: 'skip-link', href: '#main' })('Skip to the findings'),
    marks(),
    masthead(report),
    // Without such findings the outline of the node comes first.
    loud.length > 0
      ? h('div', { class: 'columns busy' })(main, aside)
      : h('div', { class: 'columns quiet' })(aside, main),
    h('footer')(footer(report)),
  ];
}

function footer({ tool, schemaVersion, node }: Report) {
  const forms = ['text', 'json', 'prometheus', 'junit'];
  const links = forms.map((form) => h('li')(h('a', { href: `report?format=${form}&status=200` })(form)));
  return [
    h('p')(
      `hostprobe ${tool.version}, report schema ${schemaVersion}. hostprobe only reads; it changed nothing on ${node}.`,
    ),
    h('nav', { id: 'forms', hidden: true, 'aria-label': 'This report in other formats, and what else is served' })(
      h('ul')(
        links,
        served.map(([href, text]) => h('li')(h('a', { href })(text))),
      ),
    ),
  ];
}

/** Beside the report: the page for texts, what the checks judge, and the description of all routes. */
const served = [
  ['explain', 'explain a text'],
  ['checks', 'checks'],
  ['openapi.json', 'API'],
] as const;

type ShownCheck = Pick<Check, 'id' | 'area' | 'title' | 'why' | 'reference'>;

const areas: Readonly<Record<Area, string>> = {
  account: 'Accounts',
  runtime: 'containerd, the shim and the kubelet',
  files: 'Files and modes',
  token: 'Tokens',
  network: 'Network',
  node: 'The node',
};

/** The checks as a page for a browser: what each judges, and why it matters, by what they are about. */
export function checksPage(checks: readonly ShownCheck[]): string {
  const groups = [...Map.groupBy(checks, ({ area }) => area)];
  const body = createElement(
    Fragment,
    null,
    marks(),
    h('header', { class: 'masthead' })(
      h('p', { class: 'brand' })('hostprobe'),
      h('h1')(h('span', { class: 'node' })('Checks')),
      h('nav', { 'aria-label': 'Checks by area' })(h('ul', { class: 'runs' })(groups.map(contentsOf))),
    ),
    h('main', { class: 'columns' })(groups.map(areaOf)),
  );
  return documentOf({ policy, icon: 'healthy', title: '<title>Checks - hostprobe</title>', style, body: render(body) });
}

const contentsOf = ([area, checks]: [Area, readonly ShownCheck[]]) =>
  h('li')(
    h('strong')(h('a', { href: `#${area}` })(areas[area])),
    h('ul', { class: 'checks' })(checks.map(({ id }) => h('li')(h('a', { href: `#${id}` })(id)))),
  );

const areaOf = ([area, checks]: [Area, readonly ShownCheck[]]) =>
  h('section', { id: area, 'aria-labelledby': `${area}-title` })(
    h('h2', { id: `${area}-title` })(areas[area]),
    checks.map(({ id, title, why, reference }) =>
      h('article', { class: 'card', id, 'aria-labelledby': `${id}-title` })(
        h('h3', { id: `${id}-title` })(h('span')(title, ' ', h('code')(id))),
        h('p')(why),
        h('p', { class: 'more' })(
          h('a', { href: `report?check=${id}&format=text&status=200` })('What this node says, with the fix'),
        ),
        reference === undefined ? null : h('p', { class: 'more' })('See ', referenceOf(reference)),
      ),
    ),
  );

/** For a browser: one self-contained file, readable without its script. */
export const html: Renderer = {
  id: 'html',
  contentType: 'text/html; charset=utf-8',
  render: renderPage,
};

/** A source in a Content-Security-Policy: the style or script that has exactly this text. */
export const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page may use its own style and script, contact its own server, and nothing else. */
const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'`;

/** The Content-Security-Policy header of the page. A saved page has most of it in a meta element. */
export const pageCsp = `${policy}; frame-ancestors 'none'`;

function renderPage(report: Report): string {
  const shown = readable(report);
  const title = render(h('title')(`${shown.node} is ${shown.status} - hostprobe`));
  const body = `${render(createElement(Fragment, null, pageOf(shown)))}\n<script>${script}</script>`;
  return documentOf({ policy, icon: report.status, title, style, body });
}
