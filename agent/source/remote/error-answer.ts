import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { NoAnswerError, type UserError } from '../../error.ts';
import { jsonIn } from '../../json.ts';
import { printable } from '../../print/printable.ts';
import type { Remote } from '../remote.ts';

/** The error body of hostprobe (RFC 9457). */
const problem = z.object({ detail: z.string() });
const maxProblemBytes = 16_384;

/** An agent that serves others now; it says when to ask again. */
export class BusyError extends NoAnswerError {
  readonly retryMs: number;

  constructor(message: string, retryMs: number) {
    super(message);
    this.retryMs = retryMs;
  }
}

/** What a status other than 200 means, and the way out. */
export async function readErrorAnswer(answer: IncomingMessage, remote: Remote): Promise<UserError> {
  const { statusCode: status, headers } = answer;
  const detail = await detailIn(answer);
  if (detail === null) {
    const type = headers['content-type'] ?? 'no type';
    return new NoAnswerError(`${remote.origin} is not hostprobe: it returned ${status} with ${type}`);
  }
  if (status === 401) return new NoAnswerError(`${remote.origin} ${aboutToken(remote)}`);
  const said = `${remote.origin} answers ${status}: ${detail}`;
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return status === 429 && seconds > 0 ? new BusyError(said, seconds * 1000) : new NoAnswerError(said);
}

/** The agent's own message is for programs that set the header. */
function aboutToken({ origin, token }: Remote): string {
  const wants = 'requires a bearer token';
  if (!origin.startsWith('https:')) return `${wants}, and hostprobe sends tokens over https:// only`;
  if (token !== null) return 'does not accept the token in --token-file';
  return `${wants}; name a file that holds one with --token-file (create one with kubectl create token <service account> --audience hostprobe)`;
}

/** null: the answer is not from hostprobe. */
async function detailIn(answer: IncomingMessage): Promise<string | null> {
  if (!/^application\/problem\+json\b/.test(answer.headers['content-type'] ?? '')) return null;
  let text = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) {
    text += chunk;
    if (text.length > maxProblemBytes) return null;
  }
  const read = problem.safeParse(jsonIn(text));
  return read.success ? printable(read.data.detail, false) : null;
}
