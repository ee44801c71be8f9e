import { paint, wrap, wrapFix } from '../../print/text.ts';
import type { View } from '../../renderer.ts';
import type { Diagnosis } from '../../report.ts';
import { body, showEvidence } from './line.ts';

/**
 * `explain` prints it too. Causes are in the order of their weight; those that are ruled out are only named.
 * @param why explains why a cause leads to the failure; printed for the first one only
 */
export function showDiagnosis(diagnosis: Diagnosis, view: View, why?: (cause: string) => string): string {
  const { signature, title, seen, hostProcess, causes } = diagnosis;
  const said = wrap(`${signature}: ${title}`, body(view)).trimStart();
  const ruledOut = causes.filter(({ weight }) => weight === 'ruled-out').map(({ id }) => id);
  return [
    `${paint('ERROR  ', 'bold', view)} ${said}`,
    ...seen.flatMap((one) => showSeen(one, view)),
    ...(hostProcess ? [] : ['        This is not a HostProcess failure.']),
    ...causes.flatMap((cause, index) => {
      if (cause.weight === 'ruled-out') return [];
      return showCause(cause, view, index === 0 ? why?.(cause.id) : undefined);
    }),
    ...(ruledOut.length === 0 ? [] : [wrap(`Ruled out: ${ruledOut.join(', ')}`, body(view))]),
  ].join('\n');
}

function showSeen({ source, text, count, at, pod, container }: Diagnosis['seen'][number], view: View): string[] {
  const times = count === 1 ? 'once' : `${count} times`;
  const where = Object.entries({ pod, container })
    .flatMap(([kind, name]) => (name === undefined ? [] : [`${kind} ${name}`]))
    .join(', ');
  const when = at === undefined ? '' : `, last at ${at}`;
  return [
    wrap(`${times} in ${source}${where === '' ? '' : ` (${where})`}${when}:`, body(view)),
    wrap(text, { ...view, indent: 10 }),
  ];
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
