import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { mebibytes } from '../amounts/mebibytes.ts';
import { lint } from '../lint.ts';
import { clusterVersion } from '../node/kubernetes.ts';
import { kindsOf } from '../node/new-pod.ts';
import { predictManifests, whyNothing } from '../predict/manifests.ts';
import { knownFacts, type Snapshot } from '../snapshot.ts';
import { explainText, readJsonText, showExplained } from './judge/explain.ts';
import type { JudgeTask, ThreadAnswer } from './judge.ts';

/** The name of the manifests of a request in messages. */
const file = 'body';
/** A prediction is some 8 KB; no reader wants those of many hundreds of pods. */
const maxAnswerLength = 4 * 2 ** 20;

/** What is in the body, on the node of this snapshot. */
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
    return inJson(lint([{ file, text }], { nodes: kindsOf(facts), all: false, kubernetes: clusterVersion(facts) }));
  },
  predict({ text }, snapshot) {
    const answer = predictManifests([{ file, text }], [snapshot]);
    const refused = whyNothing(answer, file);
    return refused === null ? inJson(answer) : { status: 400, refused };
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

if (!isMainThread && parentPort !== null) parentPort.postMessage(judge(workerData));
