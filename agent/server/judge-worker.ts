import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { lint } from '../lint.ts';
import { kindsOf } from '../node/kind.ts';
import { predictManifests, whyNothing } from '../predict/manifests.ts';
import { knownFacts, type Snapshot } from '../snapshot.ts';
import type { Judged, Task } from './judge.ts';

/** What the manifests of a request are called where they stand. */
const file = 'body';
/** A prediction is some 8 KB; nobody reads that of many hundreds of pods. */
const maxAnswerLength = 4 * 2 ** 20;

const judges: Readonly<Record<Task['judge'], (task: Task) => Judged>> = {
  lint({ manifests, facts }) {
    const snapshot: Snapshot = JSON.parse(facts.toString());
    return inJson(lint([{ file, text: manifests }], { nodes: kindsOf(knownFacts(snapshot)), all: false }));
  },
  predict({ manifests, facts }) {
    // What this very agent serves needs no check.
    const snapshot: Snapshot = JSON.parse(facts.toString());
    const answer = predictManifests([{ file, text: manifests }], [snapshot]);
    const refused = whyNothing(answer, file);
    return refused === null ? inJson(answer) : { status: 400, refused };
  },
};

function inJson(answer: unknown): Judged {
  const json = `${JSON.stringify(answer)}\n`;
  if (json.length <= maxAnswerLength) return { json };
  const refused = `the answer is longer than ${maxAnswerLength / 2 ** 20} MiB; send fewer objects at once`;
  return { status: 413, refused };
}

/** Does one task when started as a worker. */
function judge(task: Task): Judged {
  // A Buffer comes over as the bytes that it is made of.
  return judges[task.judge]({ ...task, facts: Buffer.from(task.facts) });
}

if (!isMainThread && parentPort !== null) parentPort.postMessage(judge(workerData));
