import { type ComponentChild, createElement, Fragment } from 'preact';
import { render } from 'preact-render-to-string';
import type { FindingStatus } from '../check.ts';
import { checks } from '../checks/index.ts';
import { plural } from '../fact.ts';
import { documentOf, h, mark, marks, readable, showTime } from '../renderers/html/document.ts';
import { fixOf } from '../renderers/html/findings.ts';
import { copyScript } from '../renderers/html/script.ts';
import { style as pageStyle } from '../renderers/html/style.ts';
import { hashOf } from '../renderers/html.ts';
import type { Status } from '../report.ts';
import { type Row, rowStatuses } from './row.ts';
import { type Group, showAge, showGroup } from './table.ts';

/** The only script of the page of many nodes: filters, and buttons that copy a command. The page works without it. */
const script = `
(() => {
  const byId = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll('tbody')].map((body) =>
    ({ body, status: body.dataset.status, text: body.textContent.toLowerCase() }));
  const chips = [...document.querySelectorAll('.chip')];
  const words = byId('words');
  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const pressed = chips.filter((chip) => chip.getAttribute('aria-pressed') === 'true').map((chip) => chip.dataset.status);
    let shown = 0;
    for (const { body, status, text } of rows) {
      body.hidden = !((pressed.length === 0 || pressed.includes(status)) && wanted.every((word) => text.includes(word)));
      if (!body.hidden) shown += 1;
    }
    byId('shown').textContent = shown === rows.length ? '' : shown + ' of ' + rows.length + ' nodes';
  };
  byId('filters').hidden = false;
  byId('filters').addEventListener('submit', (event) => event.preventDefault());
  words.addEventListener('input', filter);
  for (const chip of chips) {
    chip.addEventListener('click', () => {
      chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true'));
      filter();
    });
  }
${copyScript}
  copyButtons(() => {});
})();
`;

/** What only the page of many nodes has. */
const ownStyle = `
.fleet { max-width: 78rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 3vw, 2rem); }
.groups { gap: .375rem; font-size: .9375rem; }
#filters { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; }
#filters[hidden] { display: none; }
#filters div { display: flex; flex-wrap: wrap; gap: .375rem; }
#words { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 6px; padding: .25rem .5rem; width: 14rem; max-width: 100%; }
.chip { display: inline-flex; gap: .375rem; align-items: center; border-radius: 99px; }
.chip[aria-pressed="true"] { border-color: var(--ink); background: var(--well); box-shadow: inset 0 0 0 1px var(--ink); }
.nodes { background: var(--card); border: 1px solid var(--line); border-radius: 10px; border-collapse: separate; border-spacing: 0; margin: 0; }
.nodes caption { color: var(--soft); }
.nodes th, .nodes td { padding: .5rem .75rem; font-variant-numeric: tabular-nums; }
.nodes thead th:last-child { text-align: left; padding-right: .75rem; }
.nodes tbody th { font-weight: 650; }
.nodes .why td { border-top: 0; padding-top: 0; }
.nodes .why ul { display: grid; gap: .375rem; border-left: 2px solid var(--line); padding-left: .75rem; }
.nodes .why .summary { color: var(--soft); }
.status { white-space: nowrap; }
.nodes tbody[hidden] { display: none; }
@media (max-width: 40rem) {
  .nodes tr { grid-template-columns: minmax(0, 1fr); padding: .625rem .75rem; gap: .125rem; }
  .nodes tbody th, .nodes tbody td { padding: 0; grid-column: 1; }
  .nodes td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
  .nodes tr.why { border-top: 0; padding-top: 0; }
}
`;

interface Fleetwide {
  /** The display name of the cluster: the context of the kubeconfig. */
  context: string;
  at: Date;
  groups: readonly Group[];
  rows: readonly Row[];
}

const style = `${pageStyle}${ownStyle}`;
const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; img-src data:; base-uri 'none'; form-action 'none'`;

/** The nodes of a cluster on one page. It is self-contained, readable without JavaScript, and uses no network. */
export function fleetPage(fleet: Fleetwide): string {
  const shown = { ...readable({ ...fleet, at: null }), at: fleet.at };
  const title = render(h('title')(`Windows nodes of ${shown.context} - hostprobe`));
  const body = `${render(createElement(Fragment, null, bodyOf(shown)))}\n<script>${script}</script>`;
  return documentOf({ policy, icon: worstOf(shown.rows), title, style, body });
}

/** The finding status whose symbol a row status uses. */
const likeOf: Readonly<Record<Row['status'], FindingStatus>> = {
  Unhealthy: 'fail',
  Unknown: 'unknown',
  NotReady: 'fail',
  NoAgent: 'unknown',
  Stale: 'unknown',
  Unreachable: 'unknown',
  Forbidden: 'unknown',
  Degraded: 'warn',
  Healthy: 'pass',
};

function worstOf(rows: readonly Row[]): Status {
  const has = (like: FindingStatus) => rows.some(({ status }) => likeOf[status] === like);
  if (has('fail')) return 'unhealthy';
  if (has('unknown')) return 'unknown';
  return has('warn') ? 'degraded' : 'healthy';
}

function bodyOf(fleet: Fleetwide): ComponentChild {
  return [
    h('a', { class: 'skip-link', href: '#main' })('Skip to the nodes'),
    marks(),
    masthead(fleet),
    h('main', { id: 'main', tabIndex: -1, class: 'fleet' })(
      groupsOf(fleet.groups),
      filters(fleet.rows),
      tableOf(fleet),
    ),
    h('footer')(h('p')('hostprobe only reads; it changed nothing in this cluster.')),
  ];
}

function masthead({ context, at, rows }: Fleetwide): ComponentChild {
  const bad = rows.filter(({ status }) => status !== 'Healthy').length;
  const lead =
    bad === 0
      ? 'Every node is healthy.'
      : `${bad} of ${plural(rows.length, 'node')} ${bad === 1 ? 'is' : 'are'} not healthy.`;
  return h('header', { class: 'masthead' })(
    h('p', { class: 'brand' })('hostprobe'),
    h('h1')(h('span', { class: 'node' })(`${plural(rows.length, 'Windows node')} of ${context}`)),
    h('p', { class: 'lead' })(lead),
    h('p', { class: 'when' })('Seen at ', h('time', { dateTime: at.toISOString() })(showTime(at.toISOString()))),
  );
}

function groupsOf(groups: readonly Group[]): ComponentChild {
  if (groups.length === 0) return null;
  return h('section', { 'aria-labelledby': 'groups-title' })(
    h('h2', { id: 'groups-title' })('Problems, by number of nodes'),
    h('ul', { class: 'card groups' })(groups.map((group) => h('li')(showGroup(group)))),
  );
}

/** A button for each status, and a search field. Hidden without JavaScript. */
function filters(rows: readonly Row[]): ComponentChild {
  const counts = rowStatuses.flatMap((status) => {
    const count = rows.filter((row) => row.status === status).length;
    return count === 0 ? [] : [{ status, count }];
  });
  return h('form', { id: 'filters', hidden: true, role: 'search', 'aria-label': 'Nodes' })(
    h('label', { for: 'words' })('Find '),
    h('input', { id: 'words', type: 'search', autocomplete: 'off', spellcheck: false })(),
    h('div', { role: 'group', 'aria-label': 'Status' })(
      counts.map(({ status, count }) =>
        h('button', { type: 'button', class: 'chip', 'data-status': status, 'aria-pressed': 'false' })(
          mark(likeOf[status]),
          ` ${status} ${count}`,
        ),
      ),
    ),
    h('p', { id: 'shown', role: 'status' })(),
  );
}

const columns = ['Node', 'Status', 'containerd', 'Mode', 'Windows', 'Kubelet', 'Agent', 'Age'];

function tableOf({ rows, at }: Fleetwide): ComponentChild {
  return h('table', { class: 'nodes' })(
    h('caption')('Nodes, the worst first'),
    h('thead')(h('tr')(columns.map((name) => h('th', { scope: 'col' })(name)))),
    rows.map((row) => bodyOfRow(row, at)),
  );
}

/** A node and its problems as one group of rows, which a filter shows or hides together. */
function bodyOfRow(row: Row, at: Date): ComponentChild {
  const { node, status, containerd, mode, kernel, windows, kubelet, agent, heardAt } = row;
  const age = heardAt === null ? '-' : showAge(at.getTime() - Date.parse(heardAt));
  const cells = [containerd, mode, kernel ?? windows, kubelet, agent?.state, age];
  const why = whyOf(row);
  return h('tbody', { 'data-status': status })(
    h('tr')(
      h('th', { scope: 'row' })(node),
      h('td', { class: 'status' })(mark(likeOf[status]), ` ${status}`),
      cells.map((cell, index) => h('td', { 'data-label': columns[index + 2] })(cell ?? '-')),
    ),
    why === null ? null : h('tr', { class: 'why' })(h('td', { colSpan: columns.length })(why)),
  );
}

const titles: ReadonlyMap<string, string> = new Map(checks.map(({ id, title }) => [id, title]));

function whyOf({ note, causes, findings, fail, warn }: Row): ComponentChild {
  const items = [
    ...(note === '' ? [] : [h('li')(note)]),
    ...causes.map((id) => h('li')('Confirmed cause: ', h('code')(id))),
    ...(findings ?? [...fail.map((id) => ofCondition(id, 'fail')), ...warn.map((id) => ofCondition(id, 'warn'))]).map(
      findingOf,
    ),
  ];
  return items.length === 0 ? null : h('ul')(items);
}

/** A condition has only the ids of checks; checks of a newer agent have no title here. */
const ofCondition = (check: string, status: 'fail' | 'warn') => ({
  ...{ check, status, title: titles.get(check) ?? 'A check of a newer agent', summary: '', fix: null },
});

const findingOf = ({ check, title, status, summary, fix }: NonNullable<Row['findings']>[number]): ComponentChild =>
  h('li')(
    ...[mark(status), ' ', title, ' ', h('code')(check)],
    summary === '' ? null : h('p', { class: 'summary' })(summary),
    fix === null ? null : h('details')(h('summary')('How to fix it'), fixOf(fix, title)),
  );
