import { plural } from '../fact.ts';
import { printable } from '../print/printable.ts';
import type { Renderer } from '../renderer.ts';
import type { Report } from '../report.ts';

/** node-problem-detector keeps 80 bytes of a plugin's output (max_output_length). */
const maxLength = 80;

/** One line for node-problem-detector, ASCII only, as its limit counts bytes. */
export const npd: Renderer = {
  id: 'npd',
  contentType: 'text/plain; charset=utf-8',
  render(report) {
    const line = printable(sentence(report), true).replaceAll('\n', ' ');
    return `${line.length <= maxLength ? line : `${line.slice(0, maxLength - 3)}...`}\n`;
  },
};

function sentence({ findings, counts, diagnoses }: Report): string {
  const confirmed = diagnoses.flatMap(({ causes }) => causes).find(({ weight }) => weight === 'confirmed');
  if (confirmed !== undefined && counts.fail === 0) return `${confirmed.id}: ${confirmed.title}`;
  const worst = (['fail', 'unknown', 'warn'] as const).find((status) => counts[status] > 0);
  if (worst === undefined) return `${plural(counts.pass, 'check')} passed`;
  const said = findings.filter((finding) => finding.status === worst);
  const [first] = said;
  if (said.length === 1 && first !== undefined) return `${first.check}: ${first.summary}`;
  const word = { fail: 'failed', unknown: 'could not be judged', warn: 'warned' }[worst];
  return `${said.length} ${word}: ${said.map((finding) => finding.check).join(', ')}`;
}
