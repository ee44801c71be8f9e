import { type ComponentChild, h } from 'preact';
import { diagnosesOf } from '../../renderers/html/diagnoses.ts';
import { readable, showTime } from '../../renderers/html/words.ts';
import type { Explanation } from '../../report.ts';
import type { Explained } from '../task.ts';
import { pageWords } from '../words.ts';

/** The failures of a text, as the report page shows those of a node. */
export function explanationView(explanation: Explanation, node: Explained['node']): ComponentChild {
  if (!explanation.recognised) return h('p', { class: 'card nothing' }, pageWords.unrecognised);
  // Checks are of a node: they are linked to where its report is.
  const diagnoses = readable(explanation.diagnoses).map((diagnosis) => ({ ...diagnosis, checks: [] }));
  return [
    diagnosesOf({ diagnoses }),
    h('p', { class: 'more' }, node === null ? pageWords.withoutNode : pageWords.basedOn(node.name, showTime(node.at))),
  ];
}
