import * as z from 'zod';
import { causeNamed } from '../../causes/index.ts';
import { diagnose, explanationOf } from '../../diagnose.ts';
import { writtenBy } from '../../messages/cluster.ts';
import { createTally, withoutIds } from '../../messages/log.ts';
import { readTextInSteps } from '../../messages/text.ts';
import { plainView } from '../../renderer.ts';
import { showExplanation } from '../../renderers/text/explanation.ts';
import type { Explanation } from '../../report.ts';
import { recognise } from '../../signatures/index.ts';
import { knownFacts, type Snapshot } from '../../snapshot.ts';

/** Failures that differ only in their ids count as one. */
const maxFailures = 200;

const asked = z.object({ text: z.string() });

/** Explains a text with the facts of this node, or refuses it with a status code and the reason. */
export function explainText(text: string, snapshot: Snapshot): Explanation | { status: number; refused: string } {
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
export const showExplained = ({ diagnoses }: Explanation, node: Snapshot, all: boolean): string =>
  showExplanation(diagnoses, plainView, { why: (id) => causeNamed(id).explain, all, node });

/** The text in a body of type JSON, `{ "text": "..." }`. JSON that kubectl prints is itself a text. */
export function readJsonText(sent: string): { text: string } | { status: number; refused: string } {
  let json: unknown;
  try {
    json = JSON.parse(sent);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { status: 400, refused: `the Content-Type says JSON, but the body is not JSON: ${error.message}` };
  }
  return { text: asked.safeParse(json).data?.text ?? sent };
}
