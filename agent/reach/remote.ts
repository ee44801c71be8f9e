import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import { agentPort } from '../config/socket-address.ts';
import { answerTo, beginOf, type ConnectionFault, whyNoAnswer } from '../error/unreachable.ts';
import { cutShort, NoAnswerError, QueryError, transportUnusable, UserError } from '../error.ts';
import { jsonIn } from '../json.ts';
import { printable } from '../print/printable.ts';
import { readSnapshot } from '../snapshot/read.ts';
import type { Snapshot } from '../snapshot.ts';
import { toolVersion } from '../version.ts';
import { decodeText } from '../windows/encoding.ts';

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
async function readErrorAnswer(answer: IncomingMessage, remote: Remote): Promise<UserError> {
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
  const read = problem.safeParse(jsonIn((await beginOf(answer, maxProblemBytes)).bytes.toString()));
  return read.success ? printable(read.data.detail, false) : null;
}

/** The end of the answer was lost on the way. */
export class CutShortError extends NoAnswerError {}

/**
 * Why there was no answer, and the way out. A UserError is returned as it is; anything but a connection error is a bug.
 * @param origin scheme, host and port that were asked
 */
export function whyFailed(error: unknown, origin: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  // From a connection through the cluster; it may name the node itself.
  if (error instanceof QueryError) {
    const said = error.message.includes(origin) ? error.message : `${origin}: ${error.message}`;
    return error.code === cutShort ? new CutShortError(said) : new NoAnswerError(said);
  }
  // Errors of sockets and of TLS have a code; errors of TLS may have the certificate.
  const fault = error as ConnectionFault;
  const { code } = fault;
  if (code === undefined) return error;
  const refused =
    code === 'ECONNREFUSED' ? '; hostprobe does not run on that node, or --listen names another address' : '';
  return new NoAnswerError(`${whyNoAnswer(fault, origin, { trust })}${refused}`);
}

const trust =
  'with --ca-file, name a file that holds it or its CA; hostprobe creates a new self-signed one at each start and logs its fingerprint';

/** GET on its own connection. Redirects are not followed, so that a token is sent only to the named node. */
async function request(
  { origin, token, trusted, connect }: Remote,
  path: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const headers = { 'user-agent': `hostprobe/${toolVersion}`, 'accept-encoding': 'identity' };
  const options: RequestOptions = { agent: false, signal, headers };
  if (connect !== undefined) {
    const send = async () => requestOver(await connect(), path, { ...options, headers });
    return send().catch((error: unknown) => {
      if (!(error instanceof QueryError && error.code === transportUnusable)) throw error;
      return send();
    });
  }
  const asked = origin.startsWith('https:')
    ? httpsRequest(`${origin}${path}`, {
        ...options,
        headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
        // The certificate of a node may be trusted directly, no matter who signed it.
        ...(trusted === null ? {} : { ca: trusted, allowPartialTrustChain: true }),
      })
    : httpRequest(`${origin}${path}`, options);
  asked.end();
  return answerTo(asked);
}

/** The agent's loopback listener answers to this name only. */
const loopback = `localhost:${agentPort}`;

async function requestOver(stream: Duplex, path: string, options: RequestOptions): Promise<IncomingMessage> {
  const { agent: _, headers, ...rest } = options;
  const asked = httpRequest({
    ...rest,
    path,
    headers: { ...Object(headers), host: loopback, connection: 'close' },
    createConnection: () => stream,
  });
  asked.end();
  const answer = await answerTo(asked);
  answer.once('close', () => stream.destroy());
  return answer;
}

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
  /** How the facts are asked for: `setupQuery`. */
  factsQuery?: string;
}

/** Asks for the setup too. An agent that does not know it ignores it. @param key for the same placeholders on all nodes, 32 bytes */
export const setupQuery = (key: Uint8Array): string => `?with=setup&placeholders=${Buffer.from(key).toString('hex')}`;

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
  const { factsQuery = '' } = remote;
  // The setup is read while the client waits.
  const limits = factsQuery === '' ? ofFacts : { ...ofFacts, deadlineMs: 2 * ofFacts.deadlineMs };
  const read = () => buffer(getFrom(remote, `/facts${factsQuery}`, limits));
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
