import * as z from 'zod';
import { diagnose } from '../../../diagnose.ts';
import { UserError } from '../../../error.ts';
import { writtenBy, zoneOf } from '../../../messages/cluster.ts';
import { readText } from '../../../messages/text.ts';
import { causesLeft, certaintyOf, type Diagnosis, summaryOf } from '../../../report.ts';
import { knownFacts, type Snapshot } from '../../../snapshot.ts';
import type { AllSaid } from '../../explain/input.ts';
import type { Answer, Asked, Data, Tool } from '../answer.ts';
import { allowedPath, type Doors, nodeOf } from '../doors.ts';

const input = z.object({
  text: z.string().optional().describe('error, event, log, kubectl describe'),
  file: z.string().optional().describe('log or bundle'),
  pod: z.string().optional().describe('namespace/name'),
  node: z.string().optional().describe('with the facts of this node'),
  facts: z.string().optional().describe('a snapshot or bundle'),
});

export const explain = (doors: Doors): Tool<typeof input.shape> => ({
  id: 'explain',
  description: 'Why a Windows HostProcess container fails, from a text, a log file or a pod: causes, evidence, fixes.',
  input,
  async run(asked, client) {
    const given = [asked.text, asked.file, asked.pod].filter((one) => one !== undefined);
    if (given.length !== 1) throw new UserError('send one of "text", "file" and "pod"');
    const flags = await nodeOf(asked, doors);
    if (asked.pod !== undefined) return ofPod(asked.pod, flags);
    const { namedSnapshot } = await import('../../../source/node-flags.ts');
    const node = await namedSnapshot(flags);
    const said =
      asked.text === undefined
        ? await readFile(asked.file ?? '', { node, doors, client })
        : { messages: readText(asked.text, 'text', node && writtenBy(node)), nodes: [], trouble: null };
    const snapshot = node ?? said.nodes[0] ?? null;
    const answer = causesIn(diagnose(said.messages, snapshot === null ? {} : knownFacts(snapshot)));
    return said.trouble === null || answer.items.length > 0 ? answer : { ...answer, verdict: await said.trouble() };
  },
});

async function readFile(
  file: string,
  { node, doors, client }: { node: Snapshot | null; doors: Doors; client: Asked },
): Promise<AllSaid> {
  const { readAllInputs } = await import('../../explain/input.ts');
  // What is told after the answer is heard by nobody.
  let told = Promise.resolve();
  const said = await readAllInputs([await allowedPath(file, doors.allow)], node && zoneOf(node.facts), {
    signal: client.signal,
    onBytes: (read, of) => {
      told = client.progress(read, of);
    },
  });
  await told;
  return said;
}

async function ofPod(pod: string, flags: Awaited<ReturnType<typeof nodeOf>>): Promise<Answer> {
  const [name = '', namespace] = pod.split('/').reverse();
  const { readPodAndNode } = await import('../../explain/pod.ts');
  const seen = await readPodAndNode(
    { ...flags, ...(namespace === undefined ? {} : { namespace }) },
    { kind: 'Pod', name },
  );
  const { verdict, items } = causesIn(
    diagnose(seen.messages, seen.node === null ? {} : knownFacts(seen.node.snapshot)),
  );
  return { verdict: `${verdict} ${seen.state}${seen.unseen === null ? '' : ` ${seen.unseen}`}`, items };
}

/** What diagnoses say: each cause that is left, in their order. */
export function causesIn(diagnoses: readonly Diagnosis[]): Answer {
  const items = diagnoses.flatMap(causesOf);
  const [first] = diagnoses;
  if (first === undefined) return { verdict: 'No known error text of a HostProcess failure is in it.', items };
  const left = causesLeft(first);
  const [cause] = left;
  if (!first.hostProcess)
    return { verdict: `Nothing shows that a HostProcess container failed: ${first.title}.`, items };
  if (cause === undefined) return { verdict: `${first.title}: no known cause is left.`, items };
  const failures = summaryOf(diagnoses).length;
  const others = failures > 1 ? ` ${failures} failures in all.` : '';
  return { verdict: `${certaintyOf(left)}: ${cause.title} (${cause.id}).${others}`, items };
}

function causesOf(diagnosis: Diagnosis): { [key: string]: Data }[] {
  const { signature, title, note, next, seen, hostProcess } = diagnosis;
  const [place] = seen;
  const failure = {
    failure: signature,
    seen: place && { quote: place.text, in: place.source, count: place.count, pod: place.pod, at: place.at },
  };
  const left = causesLeft(diagnosis);
  if (left.length === 0) return [{ id: signature, title, note, hostProcess, next, ...failure }];
  return left.map(({ id, weight, title: says, evidence, fix, reference }, index) => ({
    id,
    certainty: weight,
    title: says,
    evidence,
    fix,
    source: reference,
    ...(index === 0 ? { ...failure, note, next } : { failure: signature }),
  }));
}
