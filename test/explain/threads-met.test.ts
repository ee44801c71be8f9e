import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { assess } from '../../agent/assess.ts';
import { causeNamed } from '../../agent/causes/index.ts';
import { diagnose } from '../../agent/diagnose.ts';
import { text as lintText } from '../../agent/lint/text.ts';
import { lint } from '../../agent/lint.ts';
import { withSettings } from '../../agent/messages/pod-settings.ts';
import { readText } from '../../agent/messages/text.ts';
import { nodeKinds } from '../../agent/node/new-pod.ts';
import { plainView } from '../../agent/renderer.ts';
import { showExplanation } from '../../agent/renderers/text/explanation.ts';
import { text as reportText } from '../../agent/renderers/text.ts';
import { snapshotOf } from '../pod-network/node.ts';
import { threads as replays } from '../pod-network/threads.ts';
import { snapshotWith } from '../snapshot.ts';
import { isolated } from '../variations.ts';
import { readLines } from './fill.ts';

/**
 * Public threads of operators, each tried as its operator would: the text or the manifest that he had, or the versions of his
 * node; `replay`: HNS, the files and the cluster answer as there (test/pod-network/threads.ts). `cause` is what the thread says; `yes` are patterns all of which the printed answer must hold to tell it, and one of
 * `partly` tells a part. Written before the code that answers them. `none`: the thread has nothing that a node shows.
 */
const threadSchema = z.strictObject({
  thread: z.string().regex(/^[\w.-]+\/[\w.-]+#\d+$/),
  year: z.number(),
  class: z.enum(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'K', 'L']),
  by: z.enum(['explain', 'lint', 'node', 'replay', 'none']),
  args: z.array(z.literal('--host-process')).default([]),
  input: z.union([z.string(), z.record(z.string(), z.json())]),
  cause: z.string().min(1),
  yes: z.array(z.string()),
  partly: z.array(z.string()),
  /** Whether a HostProcess container failed; null: the thread shows it by more than this text. */
  hostProcess: z.boolean().nullable(),
});
type Thread = z.infer<typeof threadSchema>;
type Told = 'yes' | 'partly' | 'no';

/** The second file: threads of 2025 and 2026 that were found and labelled when the first were told. */
const files = ['threads-met.jsonl', 'threads-later.jsonl'];
const threads = files.flatMap((file) => readLines(file, threadSchema).map((thread) => ({ file, ...thread })));

const oneLine = (text: string) => text.replace(/\s+/g, ' ');

interface Answer {
  text: string;
  /** What takes the text for a failure of a HostProcess container. */
  accusers: string[];
}

function explained(text: string, args: readonly string[]): Answer {
  const settings = { 'run-as-user': null, 'host-process': args.includes('--host-process') };
  const found = diagnose(readText(text, 'text', null).map((message) => withSettings(message, null, settings)));
  const why = (id: string) => causeNamed(id).explain;
  return {
    text: found.length === 0 ? '' : showExplanation(found, plainView, { why, all: false, node: null }),
    accusers: found.filter(({ hostProcess }) => hostProcess).map(({ signature }) => signature),
  };
}

function reported(input: Exclude<Thread['input'], string>): string {
  const snapshot = snapshotWith((facts) => {
    for (const [path, value] of Object.entries(input)) put(facts, path.split('.'), value);
  });
  return reportText.render(assess(snapshot), plainView);
}

function put(place: unknown, [key = '', ...rest]: string[], value: unknown): void {
  expect(place).toHaveProperty([key]);
  // What expect has shown, which the compiler does not learn from it.
  const object = place as Record<string, unknown>;
  if (rest.length === 0) object[key] = value;
  else put(object[key], rest, value);
}

async function answerTo({ by, args, input, thread }: Thread): Promise<Answer> {
  if (by === 'none') return { text: '', accusers: [] };
  if (by === 'replay') {
    const replay = replays.find(({ source }) => source.startsWith(thread));
    if (replay === undefined) throw new Error(`${thread} is not in test/pod-network/threads.ts`);
    return { text: reportText.render(assess(await snapshotOf(replay.node)), plainView), accusers: [] };
  }
  if (typeof input === 'string' && by === 'explain') return explained(input, args);
  if (typeof input === 'string' && by === 'lint') {
    const judged = lint([{ file: 'pod.yaml', text: input }], { nodes: nodeKinds, all: false });
    return { text: lintText.render(judged, plainView), accusers: [] };
  }
  const text =
    typeof input === 'string' ? reportText.render(assess(snapshotWith(isolated)), plainView) : reported(input);
  return { text, accusers: [] };
}

function toldOf(thread: Thread, { text }: Answer): Told {
  const said = oneLine(text);
  const has = (pattern: string) => new RegExp(pattern, 'i').test(said);
  if (thread.yes.length > 0 && thread.yes.every(has)) return 'yes';
  return thread.partly.some(has) ? 'partly' : 'no';
}

/** What is not told whole, and what the answer says of it; a thread that is not here is told. */
const notWhole: Record<string, Told> = {
  'microsoft/Docker-Provider#992': 'partly',
  'kubernetes-sigs/sig-windows-tools#316': 'partly',
  'kubernetes-csi/csi-driver-smb#481': 'partly',
  'Azure/AKS#3645': 'no',
  'aws/containers-roadmap#1915': 'partly',
  'prometheus-community/windows_exporter#1252': 'no',
  'prometheus-community/windows_exporter#964': 'no',
  'kubernetes/kubernetes#138182': 'no',
  'kubescape/regolibrary#733': 'no',
  'microsoft/windows-host-process-containers-base-image#14': 'no',
};

const outcomes = await Promise.all(
  threads.map(async (thread) => {
    const answer = await answerTo(thread);
    return { ...thread, told: toldOf(thread, answer), accusers: answer.accusers };
  }),
);
const recent = outcomes.filter(({ file, year }) => file === files[0] && year >= 2024);
const later = outcomes.filter(({ file }) => file === files[1]);
const share = (all: readonly { told: Told }[], ...told: Told[]) =>
  all.filter((one) => told.includes(one.told)).length / all.length;

describe('threads of operators', () => {
  test('are told, except for the known ones', () => {
    const rest = outcomes.filter(({ told }) => told !== 'yes').map(({ thread, told }) => [thread, told]);
    expect(Object.fromEntries(rest)).toEqual(notWhole);
  });

  test('are told, by class, and of the recent ones the most', () => {
    for (const [name, all] of Map.groupBy(recent, (one) => one.class)) {
      const count = (told: Told) => all.filter((one) => one.told === told).length;
      console.info(
        `threads since 2024, class ${name}: ${count('yes')} yes, ${count('partly')} partly, ${count('no')} no`,
      );
    }
    console.info(`all since 2024: ${share(recent, 'yes')} yes, ${share(recent, 'yes', 'partly')} yes or partly`);
    console.info(`later ones: ${share(later, 'yes')} yes, ${share(later, 'yes', 'partly')} yes or partly`);
    console.info(`all: ${share(outcomes, 'yes')} yes, ${share(outcomes, 'yes', 'partly')} yes or partly`);
  });

  test('accuse no HostProcess container where none failed', () => {
    const wrong = outcomes.filter(({ hostProcess, accusers }) => hostProcess === false && accusers.length > 0);
    expect(wrong.map(({ thread }) => thread)).toEqual([]);
  });
});
