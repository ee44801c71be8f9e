import type { ComponentChild } from 'preact';
import { comparisonView } from '../renderers/html/comparison.ts';
import { h } from '../renderers/html/document.ts';
import { save } from './browser.ts';
import { button, buttons } from './controls.ts';
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
      return [problemsView(answer, 'manifest', shown.goTo), saved('lint.json', answer.lint)];
    case 'predict':
      return [predictionsView(answer), saved('predictions.json', answer.predictions)];
    default:
      return null;
  }
}

/** Saves data as the command line prints it. */
const saved = (name: string, data: unknown) =>
  buttons(button(pageWords.json, () => save(name, new Blob([`${JSON.stringify(data, null, 2)}\n`]))));

function explainedView({ explanation, node, reports, compared }: Explained, { view, setView }: Shown): ComponentChild {
  const views: { name: string; show(): ComponentChild; file: string; data: unknown }[] = [
    ...(explanation === null
      ? []
      : [
          {
            name: pageWords.explanation,
            show: () => explanationView(explanation, node),
            ...{ file: 'explanation.json', data: explanation },
          },
        ]),
    ...(compared === null
      ? []
      : [
          {
            name: pageWords.compared,
            show: () => comparisonView(compared),
            ...{ file: 'comparison.json', data: compared },
          },
        ]),
    ...reports.map((report) => ({
      name: pageWords.reportOf(report.node),
      show: () => reportView(report),
      ...{ file: `report-${report.node}.json`, data: report },
    })),
  ];
  const chosen = views[view] ?? views[0];
  if (chosen === undefined) return null;
  return [
    views.length === 1
      ? null
      : h('div', { class: 'views', role: 'group', 'aria-label': pageWords.viewsLabel })(
          views.map((one, index) => button(one.name, () => setView(index), { 'aria-pressed': one === chosen })),
        ),
    h('div', { class: 'answer', key: chosen.name })(chosen.show()),
    saved(chosen.file, chosen.data),
  ];
}
