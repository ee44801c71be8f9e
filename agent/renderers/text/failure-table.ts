import { printable } from '../../print/printable.ts';
import type { View } from '../../renderer.ts';
import { type Diagnosis, showPods, summaryOf } from '../../report.ts';

const headings = ['ERROR', 'PODS', 'TIMES', 'FIRST CAUSE', 'HOW SURE'];

/** A table with a row for each failure; empty if there are fewer than two. */
export function showSummary(diagnoses: readonly Diagnosis[], view: View): string {
  if (diagnoses.length < 2) return '';
  const rows = summaryOf(diagnoses).map(({ signature, pods, count, cause, weight }) => [
    signature,
    showPods(pods),
    String(count),
    cause ?? '-',
    weight ?? '-',
  ]);
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [headings, ...rows]
    .map((row) =>
      printable(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '), view.ascii).trimEnd(),
    )
    .join('\n');
}
