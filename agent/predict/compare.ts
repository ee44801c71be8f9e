import type { Prediction } from '../stage/prediction.ts';
import { questions } from './questions.ts';

/** The column heading of a node. */
interface Column {
  title: string;
  prediction: Prediction;
}

/** One pod on several nodes as a Markdown table: a question in each row, a node in each column. */
export function showPredictionTable(columns: readonly Column[]): string {
  const head = ['', ...columns.map(({ title }) => title)];
  const rows = questions(columns[0]?.prediction.containers ?? []).map(([question, answer]) => [
    question,
    ...columns.map(({ prediction }) => answer(prediction)),
  ]);
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
}
