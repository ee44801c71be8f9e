import { showPod } from '../manifest/pod.ts';
import type { ContainerView, Prediction } from '../stage/prediction.ts';

/** A question about a pod on a node, and its answer in Markdown: paths and messages have code marks. */
type TableQuestion = [question: string, answer: (prediction: Prediction) => string];

/** The questions to each node when a pod is compared on several. */
export function questions(containers: readonly ContainerView[]): TableQuestion[] {
  return [
    ['will it run', answerOf],
    ['containerd', ({ containerd }) => containerd ?? unknown],
    ['mode', ({ mode }) => mode ?? unknown],
    ['expected error', saidIn],
    ...containers.flatMap(({ name }, index) => ofContainer(index, containers.length === 1 ? '' : ` (${name})`)),
  ];
}

const unknown = 'not known';

/** Code marks for paths and messages: without them Markdown reads <id> as a tag. */
const code = (text: string): string => {
  const marks = text.includes('`') ? '``' : '`';
  return `${marks}${text}${marks}`;
};

function saidIn({ stages, stopsAt }: Prediction): string {
  const points = stages.find(({ id }) => id === stopsAt)?.points ?? [];
  const failure = points.find(({ verdict }) => verdict === 'fails');
  if (failure === undefined) return '';
  return failure.expect === null ? 'nothing' : code(failure.expect.text);
}

function ofContainer(index: number, who: string): TableQuestion[] {
  const ask = (question: string, answer: (container: ContainerView) => string): TableQuestion => [
    `${question}${who}`,
    ({ containers }) => {
      const container = containers[index];
      return container === undefined ? '' : answer(container);
    },
  ];
  return [
    ask('runs as', ({ user }) => `${user.account}${user.sid === null ? '' : ` (${user.sid})`}`),
    ask('mount point', ({ mountPoint }) => (mountPoint === null ? unknown : code(mountPoint))),
    ask('command line', commandIn),
    ask('working directory', ({ workingDirectory }) => (workingDirectory === null ? unknown : code(workingDirectory))),
    ask(
      'mounts',
      ({ mounts }) => mounts.map(({ places }) => places?.map(code).join(' and ') ?? unknown).join(', ') || 'none',
    ),
    ask('read-only mounts', ({ mounts }) => mounts.flatMap(({ readOnly }) => readOnly ?? []).join(', ') || 'none'),
    ask('token', tokenIn),
    ask('token at a relative path', ({ token }) =>
      token === null ? 'none' : workingOf(token.find(({ form }) => form === 'relative')?.works),
    ),
    ask('in-cluster client works', ({ client }) => workingOf(client.works)),
    ask('when it stops', ({ stop }) => stop),
  ];
}

function commandIn({ commandLine: { given, becomes } }: ContainerView): string {
  if (given === null) return 'from the image';
  return becomes === null ? unknown : code(becomes);
}

function tokenIn({ token }: ContainerView): string {
  if (token === null) return 'none';
  if (token.length === 0) return unknown;
  const places = new Set(token.flatMap(({ works, directory }) => (works ? [code(directory)] : [])));
  return [...places].join(' and ');
}

const workingOf = (works: boolean | null | undefined): string =>
  works === undefined || works === null ? unknown : works ? 'yes' : 'no';

export const podOf = ({ pod }: Prediction): string => showPod(pod);

export function answerOf({ verdict, stopsAt, stages }: Prediction): string {
  if (verdict === 'runs') return 'it will run';
  if (verdict === 'does-not-run') return `it will not run; it stops at ${stopsAt}`;
  const open = stages.filter((stage) => stage.verdict === 'cannot-tell').map(({ id }) => id);
  return `unknown whether it will run: ${open.join(', ')} could not be judged`;
}

/** The column heading of a node. */
export interface NodeColumn {
  title: string;
  prediction: Prediction;
}

/** One pod on each node. */
export type NodeColumns = readonly [NodeColumn, ...NodeColumn[]];

/** The predictions of each pod: of every pod there is one for each of these nodes, in their order. */
export function podsIn(predictions: readonly Prediction[], titles: readonly string[]): NodeColumns[] {
  const count = titles.length;
  const all = predictions.map((prediction, index) => ({ title: titles[index % count] ?? prediction.node, prediction }));
  return all.flatMap((first, index) =>
    index % count === 0 ? [[first, ...all.slice(index + 1, index + count)] as const] : [],
  );
}

/** One pod on several nodes as a Markdown table: a question in each row, a node in each column. */
export function showPredictionTable(columns: NodeColumns): string {
  const head = ['', ...columns.map(({ title }) => title)];
  const rows = questions(columns[0].prediction.containers).map(([question, answer]) => [
    question,
    ...columns.map(({ prediction }) => answer(prediction)),
  ]);
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
}
