import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { causeNamed } from '../causes/index.ts';
import { diagnose, explanationOf } from '../diagnose.ts';
import { mebibytes } from '../fact.ts';
import { jsonIn } from '../json.ts';
import { lint } from '../lint.ts';
import { writtenBy } from '../messages/cluster.ts';
import { createTally, withoutIds } from '../messages/log.ts';
import { readTextInSteps } from '../messages/text.ts';
import { clusterVersion } from '../node/kubernetes.ts';
import { kindsOf } from '../node/new-pod.ts';
import { predictManifests, whyNothing } from '../predict/manifests.ts';
import { redact } from '../redact.ts';
import { plainView } from '../renderer.ts';
import { showExplanation } from '../renderers/text/explanation.ts';
import type { Explanation } from '../report.ts';
import { recognise } from '../signatures/index.ts';
import { knownFacts, type Snapshot } from '../snapshot.ts';
import type { JudgeTask, ThreadAnswer } from './judge-body.ts';

/** The name of the manifests of a request in messages. */
const file = 'body';
/** A prediction is some 8 KB; no reader wants those of many hundreds of pods. */
const maxAnswerLength = 4 * 2 ** 20;

/**
 * What is in the body, on the node of this snapshot. A command line of a manifest may hold a password, and an answer is kept and
 * passed on as no manifest is.
 */
const judges: Readonly<
  Record<JudgeTask['judge'], (body: JudgeTask['body'], snapshot: Snapshot, form: JudgeTask['form']) => ThreadAnswer>
> = {
  explain({ text, isJson }, snapshot, form) {
    const read = isJson ? readJsonText(text) : { text };
    if ('refused' in read) return read;
    const answer = explainText(read.text, snapshot);
    if ('refused' in answer) return answer;
    return form.as === 'json' ? inJson(answer) : limited(showExplained(answer, snapshot, form.all));
  },
  lint({ text }, snapshot) {
    const facts = knownFacts(snapshot);
    const kubernetes = clusterVersion(facts);
    return inJson(redact(lint([{ file, text }], { nodes: kindsOf(facts), all: false, kubernetes })));
  },
  predict({ text }, snapshot) {
    const answer = predictManifests([{ file, text }], [snapshot]);
    const refused = whyNothing(answer, file);
    if (refused !== null) return { status: 400, refused };
    const whole = inJson(answer);
    return 'refused' in whole ? whole : inJson(redact(answer));
  },
};

const inJson = (answer: unknown) => limited(`${JSON.stringify(answer)}\n`);

function limited(answer: string): ThreadAnswer {
  if (answer.length <= maxAnswerLength) return { answer };
  const refused = `the answer is longer than ${mebibytes(maxAnswerLength)}; send less at once`;
  return { status: 413, refused };
}

/** Does one task when started as a worker. */
function judge({ judge, body, facts, form }: JudgeTask): ThreadAnswer {
  // A Buffer arrives as its bytes. What this agent itself serves needs no check.
  const snapshot: Snapshot = JSON.parse(Buffer.from(facts).toString());
  return judges[judge](body, snapshot, form);
}

/** Failures that differ only in their ids count as one. */
const maxFailures = 200;

const asked = z.object({ text: z.string() });

/** Explains a text with the facts of this node, or refuses it with a status code and the reason. */
function explainText(text: string, snapshot: Snapshot): Explanation | { status: number; refused: string } {
  const tally = createTally(withoutIds);
  for (const messages of readTextInSteps(text, 'text', writtenBy(snapshot))) {
    for (const message of messages) if (recognise(message.text) !== null) tally.add(message);
    if (tally.messages().length > maxFailures) {
      const refused = `the text has more than ${maxFailures} different failures; send a part of it, or pass the file to hostprobe explain`;
      return { status: 413, refused };
    }
  }
  return explanationOf(diagnose(tally.messages(), knownFacts(snapshot)));
}

/** The same as `hostprobe explain` prints it. */
const showExplained = ({ diagnoses }: Explanation, node: Snapshot, all: boolean): string =>
  showExplanation(diagnoses, plainView, { why: (id) => causeNamed(id).explain, all, node });

/** The text in a body of type JSON, `{ "text": "..." }`. JSON that kubectl prints is itself a text. */
function readJsonText(sent: string): { text: string } | { status: number; refused: string } {
  const json = jsonIn(sent);
  if (json === undefined) return { status: 400, refused: 'the Content-Type says JSON, but the body is not JSON' };
  return { text: asked.safeParse(json).data?.text ?? sent };
}

if (!isMainThread && parentPort !== null) parentPort.postMessage(judge(workerData));
