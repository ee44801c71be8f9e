import { type ComponentChild, h } from 'preact';
import { diagnosesOf } from '../../renderers/html/diagnoses.ts';
import { factsTable } from '../../renderers/html/facts.ts';
import { loudGroups, quietGroups } from '../../renderers/html/findings.ts';
import { masthead } from '../../renderers/html/masthead.ts';
import { outlineSection } from '../../renderers/html/outline.ts';
import { readable } from '../../renderers/html/words.ts';
import type { Report } from '../../report.ts';

/** The report of a node, in the parts of the page that its agent shows. */
export function reportView(result: Report): ComponentChild {
  const report = readable(result);
  const loud = [diagnosesOf(report), ...loudGroups(report)].filter((part) => part !== null);
  const findings = h('div', { class: 'findings' }, loud, quietGroups(report), factsTable(report));
  const outline = h('div', null, outlineSection(report));
  return h(
    'div',
    { class: 'report' },
    masthead(report),
    loud.length > 0
      ? h('div', { class: 'columns busy' }, findings, outline)
      : h('div', { class: 'columns quiet' }, outline, findings),
  );
}
