import type { Finding } from '../../check.ts';
import { printable } from '../../print/printable.ts';
import { cutTo, showTable, type TableColumn } from '../../print/table.ts';
import { paint, wrap, wrapFix } from '../../print/text.ts';
import type { View } from '../../renderer.ts';
import { causesInFull, causesLeft, type Diagnosis, notOurs, showPods, summaryOf } from '../../report.ts';

/** The text below a mark. */
export const body = (view: View) => ({ ...view, indent: 8 });

/** Values are not wrapped, so that they can be copied. */
export function showEvidence(evidence: Finding['evidence'], view: View): string[] {
  return evidence.map(({ label, value }) => {
    const lines = printable(`${label}: ${value}`, view.ascii).split('\n');
    return lines.map((line, index) => `${' '.repeat(index === 0 ? 10 : 12)}${line}`).join('\n');
  });
}

/**
 * Also printed by `explain`. How to distinguish the causes comes before their fixes. Causes are in the order of their
 * weight; those that are ruled out are only named.
 * @param options.why explains why a cause leads to the failure; printed for the first one only
 * @param options.all print every cause in full, not only the first ones; undefined: the reader has no flag for that
 */
export function showDiagnosis(
  diagnosis: Diagnosis,
  view: View,
  { why, all }: { why?: (cause: string) => string; all?: boolean } = {},
): string {
  const { signature, title, seen, hostProcess, warning, hint, note, causes, next = [] } = diagnosis;
  const said = wrap(`${signature}: ${title}`, body(view)).trimStart();
  const left = causesLeft(diagnosis);
  const ruledOut = causes.filter(({ weight }) => weight === 'ruled-out').map(({ id }) => id);
  // An unknown error text has many causes, so the number of the error comes first.
  const isUntold = 'tail' in diagnosis.captured && !('code' in diagnosis.captured) && left.length > causesInFull;
  const full =
    all === true
      ? left
      : left.filter(({ weight }, index) => weight !== 'possible' || (!isUntold && index < causesInFull));
  const others = left.filter((cause) => !full.includes(cause));
  return [
    `${paint(hint === true ? 'HINT   ' : warning === true ? 'WARNING' : 'ERROR  ', 'bold', view)} ${said}`,
    ...(hint === true ? seen.slice(0, 1) : seen).flatMap((one) => [
      wrap(`${placeOf(one)}:`, body(view)),
      hint === true
        ? `          ${cutTo(printable(one.text, view.ascii).replaceAll('\n', ' '), view.width - 10, view)}`
        : wrap(one.text, { ...view, indent: 10 }),
    ]),
    ...(hostProcess && note === undefined ? [] : [wrap(note ?? notOurs, body(view))]),
    ...(next.length === 0
      ? []
      : [wrapFix({ steps: next }, body(view), left.length > 1 ? 'To narrow this down' : 'Next')]),
    ...full.flatMap((cause, index) => showCause(cause, view, index === 0 ? why?.(cause.id) : undefined)),
    ...(isUntold && all !== true
      ? [
          wrap(
            `Possible causes (details: hostprobe explain <id>): ${others.map(({ id }) => id).join(', ')}`,
            body(view),
          ),
        ]
      : showOthers(others, all === undefined ? 'hostprobe explain <id>' : '--all', view)),
    ...(ruledOut.length === 0 ? [] : [wrap(`Ruled out: ${ruledOut.join(', ')}`, body(view))]),
  ].join('\n');
}

function showOthers(others: Diagnosis['causes'], how: string, view: View): string[] {
  if (others.length === 0) return [];
  return [
    wrap(`Other possible causes (details: ${how}):`, body(view)),
    ...others.map(({ id, title }) => wrap(`${id}: ${title}`, { ...view, indent: 10 })),
  ];
}

/** Where it was seen, how often, and when last. */
export function placeOf({ source, count, at, pod, container }: Diagnosis['seen'][number]): string {
  const times = count === 1 ? 'once' : `${count} times`;
  const where = Object.entries({ pod, container })
    .flatMap(([kind, name]) => (name === undefined ? [] : [`${kind} ${name}`]))
    .join(', ');
  return `${times} in ${source}${where === '' ? '' : ` (${where})`}${at === undefined ? '' : `, last at ${at}`}`;
}

function showCause(cause: Diagnosis['causes'][number], view: View, why: string | undefined): string[] {
  const inner = { ...view, indent: 10 };
  const weight = paint(cause.weight.padEnd(9), cause.weight === 'confirmed' ? ['bold', 'red'] : 'bold', view);
  return [
    `        ${weight} ${wrap(`${cause.id}: ${cause.title}`, { ...view, indent: 18 }).trimStart()}`,
    ...(why === undefined ? [] : [wrap(`Why: ${why}`, inner)]),
    ...showEvidence(cause.evidence, view),
    wrapFix(cause.fix, inner),
  ];
}

/** A table with a row for each failure; empty if there are fewer than two. */
export function showSummary(diagnoses: readonly Diagnosis[], view: View): string {
  const rows = summaryOf(diagnoses);
  return rows.length < 2 ? '' : showTable(columns, rows, { view, headings: true }).trimEnd();
}

const columns: readonly TableColumn<ReturnType<typeof summaryOf>[number]>[] = [
  { title: 'ERROR', of: ({ signature }) => signature, goes: 0 },
  { title: 'PODS', of: ({ pods }) => showPods(pods), goes: 0 },
  { title: 'TIMES', of: ({ count }) => String(count), goes: 0 },
  { title: 'FIRST CAUSE', of: ({ cause }) => cause ?? '-', goes: 0 },
  { title: 'HOW SURE', of: ({ weight }) => weight ?? '-', goes: 0 },
];
