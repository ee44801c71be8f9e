import { printable } from '../../print/text.ts';
import type { View } from '../../renderer.ts';
import type { Explanation } from '../../report.ts';

const headings = ['FAILURE', 'PODS', 'TIMES', 'FIRST CAUSE', 'HOW SURE'];

/** One row for each failure, in columns. */
export function showSummary(summary: Explanation['summary'], view: View): string {
  const rows = summary.map(({ signature, pods, count, cause, weight }) => [
    signature,
    pods.length > 1 ? `${pods[0]} and ${pods.length - 1} more` : (pods[0] ?? '-'),
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
