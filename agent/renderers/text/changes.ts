import type { Change, History } from '../../history.ts';
import { printable } from '../../print/printable.ts';
import { wrap } from '../../print/text.ts';
import type { View } from '../../renderer.ts';

/** What changed, oldest first: one block for each run that saw a change. */
export function showHistory({ since, begins, problem, changes }: History, view: View): string {
  const options = { ...view, indent: 8 };
  const runs = [...Map.groupBy(changes, ({ at, after }) => `${at} ${after}`).values()];
  const span = since === null ? '' : ` since ${since}`;
  return [
    changes.length === 0 ? `CHANGED nothing recorded${span}` : `CHANGED${span || ' (recorded history)'}`,
    ...runs.flatMap((together) => showRun(together, view)),
    ...(begins === null || since === null || begins <= since
      ? []
      : [wrap(`The history begins at ${begins}; earlier changes are not known.`, options)]),
    ...(problem === null ? [] : [wrap(`The history has a problem: ${problem}.`, options)]),
  ].join('\n');
}

function showRun(changes: readonly Change[], view: View): string[] {
  const [first] = changes;
  if (first === undefined) return [];
  const { at, after } = first;
  return [
    after === null
      ? `        found at ${at}, in the first run after a restart of hostprobe:`
      : `        between the runs at ${after} and ${at}:`,
    ...changes.map(({ what, from, to }) =>
      printable(`          ${what}: ${from ?? 'none'} -> ${to ?? 'none'}`, view.ascii).replaceAll('\n', ' '),
    ),
  ];
}
