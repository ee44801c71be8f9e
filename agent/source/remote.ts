import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { NoAnswerError, QueryError, UserError } from '../error.ts';
import { readSnapshot } from '../snapshot/read.ts';
import type { Snapshot } from '../snapshot.ts';
import { decodeText } from '../windows/encoding.ts';
import { readErrorAnswer } from './remote/error-answer.ts';
import { CutShortError, whyFailed } from './remote/failure.ts';
import { request } from './remote/request.ts';

/** The hostprobe of a node, reached over HTTP. */
export interface Remote {
  /** Scheme, host and port, as in https://win-node-1:20258. */
  origin: string;
  /** Sent over https only. */
  token: string | null;
  /** Certificates in PEM, of authorities or of the node, instead of the ones that Node.js trusts; null: the ones of Node.js. */
  trusted: string | null;
  /** A connection to it other than by its address, which then is a name for people; absent: by its address. */
  connect?: () => Promise<Duplex>;
}

export interface RemoteLimits {
  /** For the whole exchange. */
  deadlineMs: number;
  maxBytes: number;
  /** The media type that the answer must have. */
  type: string;
}

/** A snapshot has about 100 KB, with many pods and log lines a few MB; the agent has it ready. */
const ofFacts: RemoteLimits = { deadlineMs: 30_000, maxBytes: 64 * 2 ** 20, type: 'application/json' };

/**
 * The newest snapshot of a node's agent.
 * @throws UserError if it does not answer, refuses, or is not hostprobe
 */
export async function readNodeSnapshot(remote: Remote): Promise<Snapshot> {
  const read = () => buffer(getFrom(remote, '/facts', ofFacts));
  const bytes = await read().catch((error: unknown) => {
    if (!(error instanceof CutShortError)) throw error;
    return read();
  });
  try {
    return readSnapshot(decodeText(bytes), `${remote.origin}/facts`);
  } catch (error) {
    throw error instanceof UserError ? new NoAnswerError(error.message) : error;
  }
}

/**
 * The answer to GET, piece by piece as it comes in.
 * @throws UserError, also between two pieces
 */
export async function* getFrom(remote: Remote, path: string, limits: RemoteLimits): AsyncGenerator<Uint8Array> {
  const deadline = AbortSignal.timeout(limits.deadlineMs);
  try {
    const answer = await request(remote, path, deadline);
    if (answer.statusCode !== 200) throw await readErrorAnswer(answer, remote);
    const type = answer.headers['content-type'] ?? 'no type';
    if (!type.startsWith(limits.type)) {
      throw new NoAnswerError(`${remote.origin} is not hostprobe: it returned ${type} for ${path}`);
    }
    yield* bounded(answer, limits.maxBytes, `${remote.origin}${path}`);
  } catch (error) {
    // The transport says more than that time is up.
    if (deadline.aborted && !(error instanceof QueryError)) {
      throw new NoAnswerError(`${remote.origin} did not answer completely within ${limits.deadlineMs / 1000} s`);
    }
    throw whyFailed(error, remote.origin);
  }
}

async function* bounded(answer: IncomingMessage, maxBytes: number, what: string): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new NoAnswerError(`${what} returned more than ${maxBytes} bytes, which is too much`);
    yield chunk;
  }
}
