import type { Change, History } from '../../history.ts';
import { printable, wrap } from '../../print/text.ts';
import type { View } from '../../renderer.ts';

/** What changed, oldest first: one block for each look that saw something otherwise. */
export function showHistory({ since, begins, problem, changes }: History, view: View): string {
  const options = { ...view, indent: 8 };
  const looks = [...Map.groupBy(changes, ({ at, after }) => `${at} ${after}`).values()];
  const span = since === null ? '' : ` since ${since}`;
  return [
    changes.length === 0 ? `CHANGED nothing that hostprobe knows of${span}` : `CHANGED${span || ' as far as is kept'}`,
    ...looks.flatMap((together) => showLook(together, view)),
    ...(begins === null || since === null || begins <= since
      ? []
      : [wrap(`What is kept begins at ${begins}; what changed before that is not known.`, options)]),
    ...(problem === null ? [] : [wrap(`Not all is kept: ${problem}.`, options)]),
  ].join('\n');
}

function showLook(changes: readonly Change[], view: View): string[] {
  const [first] = changes;
  if (first === undefined) return [];
  const { at, after } = first;
  return [
    after === null
      ? `        found at ${at}, by the first look after a break:`
      : `        between the looks at ${after} and ${at}:`,
    ...changes.map(({ what, from, to }) =>
      printable(`          ${what}: ${from ?? 'none'} -> ${to ?? 'none'}`, view.ascii).replaceAll('\n', ' '),
    ),
  ];
}
