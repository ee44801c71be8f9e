import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { UserError } from '../../error.ts';
import { jsonIn } from '../../json.ts';
import { printable } from '../../print/text.ts';
import type { Remote } from '../remote.ts';

/** How hostprobe tells what is wrong with a request (RFC 9457). */
const problem = z.object({ detail: z.string() });
const maxProblemBytes = 16_384;

/** What an answer that is no 200 means, and the way out. */
export async function readErrorAnswer(answer: IncomingMessage, remote: Remote): Promise<UserError> {
  const { statusCode: status, headers } = answer;
  const detail = await detailIn(answer);
  if (detail === null) {
    const type = headers['content-type'] ?? 'no type';
    return new UserError(`what answers at ${remote.origin} is no hostprobe: it says ${status} with ${type}`);
  }
  if (status === 401) return new UserError(`${remote.origin} ${aboutToken(remote)}`);
  return new UserError(`${remote.origin} answers ${status}: ${detail}`);
}

/** What the agent says of it is meant for who writes the header. */
function aboutToken({ origin, token }: Remote): string {
  const wants = 'answers only those who bear a token';
  if (!origin.startsWith('https:')) return `${wants}, and a token goes over https:// only`;
  if (token !== null) return 'does not accept the token that --token-file holds';
  return `${wants}; name a file that holds one by --token-file (kubectl create token makes one)`;
}

/** null: it is not hostprobe that speaks. */
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
