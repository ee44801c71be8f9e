import { buffer } from 'node:stream/consumers';
import { type Since, showSince } from '../../config/values.ts';
import { NoAnswerError } from '../../error.ts';
import { type History, historySchema } from '../../history.ts';
import { jsonIn } from '../../json.ts';
import { getFrom, type Remote, type RemoteLimits } from '../remote.ts';

/** At most a thousand changes. */
const ofHistory: RemoteLimits = { deadlineMs: 30_000, maxBytes: 4 * 2 ** 20, type: 'application/json' };

/**
 * The history of a node, from its agent.
 * @throws UserError if it does not answer, refuses, or returns something else
 */
export async function readNodeHistory(remote: Remote, since: Since): Promise<History> {
  const path = `/history?since=${encodeURIComponent(showSince(since))}`;
  const text = (await buffer(getFrom(remote, path, ofHistory))).toString();
  const parsed = historySchema.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  throw new NoAnswerError(`${remote.origin} returned a history that this version of hostprobe cannot read`);
}
