import { showPod } from '../manifest/pod.ts';
import type { ContainerView, Prediction } from '../stage/prediction.ts';

const unknown = 'not known';

/** What a container will see when it runs: what each line is of, and what it says. */
export function containerRows(container: ContainerView): [label: string, value: string][] {
  const { user, commandLine, token } = container;
  return [
    ['runs as', `${user.account}${user.sid === null ? '' : ` (${user.sid})`}`],
    ['mount point', container.mountPoint ?? unknown],
    ['command line', commandIn(commandLine)],
    ['working directory', directoryOf(container)],
    ...container.mounts.map(({ volume, places, readOnly }): [string, string] => [
      `volume ${volume}`,
      `${places?.join(' and ') ?? unknown}${readOnly === null ? '' : ` (read-only: ${readOnly})`}`,
    ]),
    ...tokenIn(token),
    ['in-cluster client', container.client.text],
    ['when it stops', container.stop],
  ];
}

function commandIn({ given, becomes }: ContainerView['commandLine']): string {
  if (given === null) return 'from the image (ENTRYPOINT)';
  return becomes ?? `${given} (as in the manifest; the final command line is ${unknown})`;
}

const directoryOf = ({ workingDirectory, workingDirectoryMissing }: ContainerView) =>
  `${workingDirectory ?? unknown}${workingDirectoryMissing === null ? '' : `; if it does not exist, ${workingDirectoryMissing}`}`;

const forms = {
  fixed: 'token, fixed path',
  'mount-point': 'token, mount point',
  relative: 'token, relative path',
} as const;

function tokenIn(token: ContainerView['token']): [string, string][] {
  if (token === null) return [['token', 'none']];
  if (token.length === 0) return [['token', unknown]];
  return token.map(({ form, directory, works }) => [
    forms[form],
    `${works === null ? '?  ' : works ? 'yes' : 'no '} ${directory}`,
  ]);
}

/** Code marks for what Markdown would read as its own: paths, and messages with <id> in them. */
function code(text: string): string {
  if (!/[<\\`]/.test(text)) return text;
  const marks = text.includes('`') ? '``' : '`';
  return `${marks}${text}${marks}`;
}

function saidIn({ stages, stopsAt }: Prediction): string {
  const points = stages.find(({ id }) => id === stopsAt)?.points ?? [];
  const failure = points.find(({ verdict }) => verdict === 'fails');
  return failure === undefined ? '' : (failure.expect?.text ?? 'nothing');
}

/** What is known of a pod on a node, by the question. */
const answersOf = (prediction: Prediction): ReadonlyMap<string, string> =>
  new Map([
    [ofVerdict, answerOf(prediction)],
    ['containerd', prediction.containerd ?? unknown],
    ['mode', prediction.mode ?? unknown],
    ['expected error', saidIn(prediction)],
    ...prediction.containers.flatMap((container, _, { length }) =>
      // A container can mount a volume at several places.
      [...Map.groupBy(containerRows(container), ([label]) => label)].map(([label, rows]): [string, string] => [
        length === 1 ? label : `${label} (${container.name})`,
        rows.map(([, value]) => value).join('; '),
      ]),
    ),
  ]);

/** The question that the verdict answers. */
export const ofVerdict = 'will it run';

/** The questions to each node, and their answers in Markdown, in the order of the nodes. */
export function rowsIn(columns: NodeColumns): { question: string; answers: string[] }[] {
  const answers = columns.map(({ prediction }) => answersOf(prediction));
  const questions = new Set(answers.flatMap((one) => [...one.keys()]));
  return [...questions].map((question) => ({ question, answers: answers.map((one) => code(one.get(question) ?? '')) }));
}

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
  const rows = rowsIn(columns).map(({ question, answers }) => [question, ...answers]);
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
}
