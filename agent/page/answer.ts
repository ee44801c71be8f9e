import { type ComponentChild, h } from 'preact';
import { comparisonView } from '../renderers/html/comparison.ts';
import { save } from './browser.ts';
import { button } from './controls.ts';
import type { Explained, TaskAnswer } from './task.ts';
import { predictionsView } from './views/predictions.ts';
import { explanationView, problemsView, reportView } from './views/problems.ts';
import { pageWords } from './words.ts';

interface Shown {
  /** Of an explanation with reports: which of them is shown. */
  view: number;
  setView(view: number): void;
  goTo(line: number): void;
}

/** What a task has found. */
export function answerView(answer: TaskAnswer, shown: Shown): ComponentChild {
  switch (answer.tab) {
    case 'explain':
      return explainedView(answer, shown);
    case 'lint':
      return [problemsView(answer, 'manifest', shown.goTo), saves([pageWords.json, 'lint.json', inJson(answer.lint)])];
    case 'predict':
      return [predictionsView(answer), saves([pageWords.json, 'predictions.json', inJson(answer.predictions)])];
    default:
      return null;
  }
}

/** As the command line prints it. */
const inJson = (data: unknown) => `${JSON.stringify(data, null, 2)}\n`;

const saves = (...files: [text: string, name: string, content: string][]) =>
  h(
    'div',
    { class: 'bar-of-buttons' },
    files.map(([text, name, content]) => button(text, () => save(name, new Blob([content])))),
  );

function explainedView({ explanation, node, reports, compared }: Explained, { view, setView }: Shown): ComponentChild {
  const views: { name: string; show(): ComponentChild; file: [string, unknown] }[] = [
    ...(explanation === null
      ? []
      : [
          {
            name: pageWords.explanation,
            show: () => explanationView(explanation, node),
            file: ['explanation.json', explanation] as [string, unknown],
          },
        ]),
    ...(compared === null
      ? []
      : [
          {
            name: pageWords.compared,
            show: () => comparisonView(compared),
            file: ['comparison.json', compared] as [string, unknown],
          },
        ]),
    ...reports.map((report) => ({
      name: pageWords.reportOf(report.node),
      show: () => reportView(report),
      file: [`report-${report.node}.json`, report] as [string, unknown],
    })),
  ];
  const chosen = views[view] ?? views[0];
  if (chosen === undefined) return null;
  const [name, data] = chosen.file;
  return [
    views.length === 1
      ? null
      : h(
          'div',
          { class: 'views', role: 'group', 'aria-label': pageWords.viewsLabel },
          views.map((one, index) =>
            h('button', { type: 'button', 'aria-pressed': one === chosen, onClick: () => setView(index) }, one.name),
          ),
        ),
    h('div', { class: 'answer', key: chosen.name }, chosen.show()),
    saves([pageWords.json, name, inJson(data)]),
  ];
}
