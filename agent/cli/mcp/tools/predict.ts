import * as z from 'zod';
import { UserError } from '../../../error.ts';
import { given } from '../../../json.ts';
import { predictManifests, whyNothing } from '../../../predict/manifests.ts';
import { usualSnapshots } from '../../../predict/usual-nodes.ts';
import type { Prediction } from '../../../stage/prediction.ts';
import type { Answer, Data, Tool } from '../answer.ts';
import { type Doors, manifestOf, nodeOf } from '../doors.ts';

const input = z.object({
  manifest: z.string().optional().describe('YAML'),
  file: z.string().optional(),
  node: z.string().optional(),
  facts: z.string().optional(),
});

export const predict = (doors: Doors): Tool<typeof input.shape> => ({
  id: 'predict',
  description:
    'Whether the HostProcess pods of a manifest start on a node, else usual ones; where they stop, account, files, token.',
  input,
  async run(asked) {
    const inputs = await manifestOf(asked, doors);
    const { namedNodes } = await import('../../../source/node-flags.ts');
    const nodes = await namedNodes(await nodeOf(asked, doors));
    const [node] = nodes ?? [];
    const snapshots = node === undefined ? usualSnapshots() : [node.snapshot];
    const answer = predictManifests(inputs, snapshots, node === undefined ? snapshots.map(() => '') : []);
    const nothing = whyNothing(answer, 'the manifest');
    if (nothing !== null) throw new UserError(nothing);
    if (node === undefined) return { verdict: usualVerdict(answer.predictions), items: answer.predictions.map(usual) };
    const unseen = node.unseen === null ? '' : ` Of the node only what the cluster tells was seen: ${node.unseen}`;
    return { verdict: `${answer.predictions.map(verdictOf).join(' ')}${unseen}`, items: itemsOf(answer.predictions) };
  },
});

const says = { runs: 'will run', 'does-not-run': 'will not run', 'cannot-tell': 'may run' } as const;

function verdictOf({ pod, node, verdict, stages, stopsAt }: Prediction): string {
  const open = stages.find(({ id }) => id === stopsAt) ?? stages.find((one) => one.verdict === 'cannot-tell');
  const point = open?.points.find((one) => one.verdict === 'fails' || one.verdict === 'cannot-tell');
  return `${pod.kind} ${pod.name} ${says[verdict]} on ${node}${point === undefined ? '' : `, by stage ${open?.id}: ${point.summary}`}.`;
}

/** "Pod agent will not run on a node with containerd 1.6, Server 2022": for each outcome of each pod, the nodes that have it. */
function usualVerdict(predictions: readonly Prediction[]): string {
  const alike = Map.groupBy(predictions, ({ pod, verdict }) => `${pod.kind} ${pod.name} ${says[verdict]}`);
  const said = [...alike].map(([outcome, own]) => `${outcome} with ${own.map(({ node }) => node).join('; ')}.`);
  return `Of usual nodes, as none was named: ${said.join(' ')}`;
}

/** What a usual node decides. What it leaves open, and what to do on a node, needs the node. */
const usual = ({ pod, node, verdict, mode, stages, containers }: Prediction): { [key: string]: Data } => ({
  id: node,
  ...{ certainty: 'likely', pod: pod.name, verdict: says[verdict], mode },
  points: stages.flatMap(({ id, points }) =>
    points
      .filter((one) => one.verdict === 'fails' || one.verdict === 'warns')
      .map((one) => ({
        stage: id,
        verdict: one.verdict,
        title: one.summary,
        ...(one.cause ? { cause: one.cause } : {}),
      })),
  ),
  containers: containers.map(({ name, commandLine, workingDirectory, token }) => ({
    ...{ name, starts: commandLine?.becomes, workingDirectory },
    tokenWorksAt: [...new Set(token?.flatMap(({ directory, works }) => (works ? [directory] : [])))],
  })),
});

/** How sure a rule makes a prediction. What is foretold is never confirmed. */
const certain = { sourced: 'likely', derived: 'likely', unverified: 'possible' } as const;

const itemsOf = (predictions: readonly Prediction[]): Answer['items'] =>
  predictions.flatMap(({ pod, stages, containers, mode, containerd }) => [
    ...stages.flatMap(({ id, points, reference, reached }) =>
      points
        .filter(({ verdict }) => verdict !== 'passes')
        .map(({ verdict, certainty, container, summary, evidence, expect, fix, cause, provided }) => ({
          id,
          certainty: verdict === 'cannot-tell' ? 'possible' : certain[certainty],
          verdict,
          pod: pod.name,
          container,
          title: summary,
          evidence,
          ...given({ error: expect, cause, provided: provided.length === 0 ? null : provided }),
          fix,
          source: reference,
          ...(reached ? {} : { note: 'an earlier stage fails first' }),
        })),
    ),
    ...containers.map((container): { [key: string]: Data } => ({
      id: 'container',
      pod: pod.name,
      mode,
      containerd,
      ...container,
    })),
  ]);
