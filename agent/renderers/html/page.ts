import { type ComponentChild, h } from 'preact';
import type { Report } from '../../report.ts';
import { diagnosesOf } from './diagnoses.ts';
import { factsTable } from './facts.ts';
import { loudGroups, quietGroups } from './findings.ts';
import { historyPart } from './history.ts';
import { marks } from './mark.ts';
import { masthead } from './masthead.ts';
import { outlineSection } from './outline.ts';

/** The visible page as a tree: what the report contains becomes text and attributes, never markup. */
export function pageOf(report: Report): ComponentChild {
  const loud = [diagnosesOf(report), ...loudGroups(report)].filter((part) => part !== null);
  const main = h(
    'main',
    { id: 'main', tabIndex: -1 },
    loud,
    historyPart(report),
    quietGroups(report),
    factsTable(report),
  );
  const aside = h('aside', { 'aria-label': 'The node in outline' }, outlineSection(report));
  return [
    h('a', { class: 'skip-link', href: '#main' }, 'Skip to the findings'),
    marks(),
    masthead(report),
    // Without such findings the outline of the node comes first.
    loud.length > 0
      ? h('div', { class: 'columns busy' }, main, aside)
      : h('div', { class: 'columns quiet' }, aside, main),
    h('footer', null, footer(report)),
  ];
}

function footer({ tool, schemaVersion, node }: Report) {
  const forms = ['text', 'json', 'prometheus', 'junit'];
  const links = forms.map((form) => h('li', null, h('a', { href: `report?format=${form}&status=200` }, form)));
  return [
    h(
      'p',
      null,
      `hostprobe ${tool.version}, report schema ${schemaVersion}. hostprobe only reads; it changed nothing on ${node}.`,
    ),
    h('nav', { id: 'forms', hidden: true, 'aria-label': 'This report in other formats' }, h('ul', null, links)),
  ];
}
