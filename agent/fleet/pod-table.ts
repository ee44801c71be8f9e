import { plural } from '../fact.ts';
import { type Layout, newLayout, showTable, type TableColumn } from '../print/table.ts';
import { wrap } from '../print/text.ts';
import type { View } from '../renderer.ts';
import { headline, showStep } from '../renderers/text/answer.ts';
import { certaintyOf } from '../report.ts';
import { type BrokenPod, nameOf } from './broken-pods.ts';
import { showAge } from './table.ts';

const columns: readonly TableColumn<{ pod: BrokenPod; now: Date }>[] = [
  { title: 'NAMESPACE', goes: 0, of: ({ pod }) => pod.namespace },
  { title: 'POD', goes: 0, of: ({ pod }) => pod.pod },
  { title: 'NODE', goes: 0, of: ({ pod }) => pod.node ?? '-' },
  { title: 'STATE', goes: 0, of: ({ pod }) => pod.state },
  { title: 'CAUSE', goes: 0, of: ({ pod }) => causeOf(pod) },
  { title: 'RESTARTS', goes: 0, of: ({ pod }) => `${pod.restarts}` },
  {
    title: 'AGE',
    goes: 0,
    of: ({ pod, now }) => (pod.createdAt === null ? '-' : showAge(now.getTime() - Date.parse(pod.createdAt))),
  },
  { title: 'FIRST STEP', goes: 0, of: ({ pod }) => pod.first?.say ?? pod.said ?? '-' },
];

const causeOf = ({ cause, error }: BrokenPod) =>
  cause === null ? (error?.signature ?? '-') : `${cause.id} (${cause.weight})`;

/** "1 of 3 HostProcess pods does not run, or restarts", that all run, or that there is none; without a full stop. */
export function sayBroken(broken: number, all: number): string {
  if (all === 0) return 'There is no HostProcess pod';
  if (broken === 0) return all === 1 ? 'The only HostProcess pod runs' : `All ${all} HostProcess pods run`;
  return `${broken} of ${plural(all, 'HostProcess pod')} ${broken === 1 ? 'does not run, or restarts' : 'do not run, or restart'}`;
}

/** A row for each pod, as kubectl prints them. */
export function showPodRows(
  pods: readonly BrokenPod[],
  { view, headings, now }: { view: View; headings: boolean; now: Date },
  layout: Layout = newLayout(),
): string {
  const { columns: _width, ...unbound } = view;
  const rows = pods.map((pod) => ({ pod, now }));
  return showTable(columns, rows, { view: unbound, headings }, layout);
}

/** The pods of each failure: the cause and the first step once, then the pods. In a window no row is longer than it. */
export function showBrokenPods(pods: readonly BrokenPod[], view: View): string {
  const groups = Map.groupBy(pods, ({ cause, error }) => `${cause?.id} ${error?.signature}`);
  const blocks = [...groups.values()].flatMap((own) => (own[0] === undefined ? [] : [block(own[0], own, view)]));
  const [worst] = pods;
  const more =
    worst === undefined ? '' : `All of one, with its node: hostprobe explain pod/${worst.pod} -n ${worst.namespace}\n`;
  return [...blocks, more].join('\n');
}

function block(one: BrokenPod, own: readonly BrokenPod[], view: View): string {
  const { cause, error, first } = one;
  const of = own.length === 1 ? '' : `, ${plural(own.length, 'pod')}`;
  const head =
    cause !== null
      ? headline(`${certaintyOf([cause])}${of}: ${cause.title}`, cause.id, view)
      : error !== null
        ? headline(`No known cause is left${of}: ${error.title}`, error.signature, view)
        : [
            wrap(`Nothing that Kubernetes says of ${own.length === 1 ? 'this pod' : 'these pods'} names a cause`, {
              ...view,
              indent: 0,
            }),
          ];
  const step = first === null ? [] : showStep('First:', first, view);
  const said: TableColumn<BrokenPod> = {
    title: 'SAID',
    goes: 0,
    atLeast: 12,
    of: (pod) => (pod.said ?? '').split('\n')[0] ?? '',
  };
  const columns: TableColumn<BrokenPod>[] = [
    { title: 'POD', goes: 0, atLeast: 24, of: nameOf },
    { title: 'NODE', goes: 0, atLeast: 12, of: ({ node }) => node ?? 'on no node' },
    { title: 'STATE', goes: 0, of: ({ state }) => state },
    { title: 'RESTARTS', goes: 1, of: ({ restarts }) => (restarts === 0 ? '' : plural(restarts, 'restart')) },
    ...(own.some((pod) => pod.said !== null) ? [said] : []),
  ];
  return `${[...head, ...step].join('\n')}\n${showTable(columns, own, { view, headings: false, indent: 4 })}`;
}
