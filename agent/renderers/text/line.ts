import type { Finding } from '../../check.ts';
import { printable } from '../../print/printable.ts';
import type { View } from '../../renderer.ts';

/** The text below a mark. */
export const body = (view: View) => ({ ...view, indent: 8 });

/** Values are not wrapped, so that they can be copied. */
export function showEvidence(evidence: Finding['evidence'], view: View): string[] {
  return evidence.map(({ label, value }) => {
    const lines = printable(`${label}: ${value}`, view.ascii).split('\n');
    return lines.map((line, index) => `${' '.repeat(index === 0 ? 10 : 12)}${line}`).join('\n');
  });
}
