import { type ClientHttp2Session, constants, type IncomingHttpHeaders } from 'node:http2';
import { type ErrorKind, QueryError } from '../../error.ts';

/** Names of the gRPC status codes, by number. Source: grpc doc/statuscodes.md. */
const names = (
  'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED ' +
  'FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED'
).split(' ');

const kinds: Readonly<Record<string, ErrorKind>> = {
  DEADLINE_EXCEEDED: 'timeout',
  PERMISSION_DENIED: 'denied',
  UNAUTHENTICATED: 'denied',
};

/**
 * The result of a call by its trailers: null for OK, or the error with the status name as its code.
 * @param message as sent, in percent-encoded UTF-8
 */
export function statusError(method: string, status: string, message: string): QueryError | null {
  const name = (/^\d+$/.test(status) ? names[Number(status)] : undefined) ?? `status ${status}`;
  if (name === 'OK') return null;
  return new QueryError(kinds[name] ?? 'failed', `CRI ${method}: ${name}: ${decodePercent(message)}`, name);
}

/** grpc-message is percent-encoded; invalid text is shown as it is. */
function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The limit for one answer; ListContainers of a busy node stays far below. */
export const maxAnswerBytes = 16 * 2 ** 20;

/** Length-Prefixed-Message: one byte "compressed", four bytes of length, big endian. */
const prefixBytes = 5;

interface GrpcCall {
  /** Full service name, for example runtime.v1.RuntimeService. */
  service: string;
  method: string;
  message: Uint8Array;
  timeoutMs: number;
}

/**
 * One unary gRPC call, which always ends: at the deadline at the latest. Source: grpc doc/PROTOCOL-HTTP2.md. Why no
 * library: a probe makes a few unary calls within one deadline; a gRPC client brings channels, retries and keep-alives
 * that are made to outlive a call.
 * @returns the answer's message, still encoded
 * @throws QueryError with the gRPC status name as its code, if the server sent one
 */
export function ask(session: ClientHttp2Session, question: GrpcCall): Promise<Uint8Array> {
  const { service, method, message, timeoutMs } = question;
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const stream = session.request({
    ':method': 'POST',
    ':path': `/${service}/${method}`,
    ':authority': 'localhost',
    'content-type': 'application/grpc',
    te: 'trailers',
    'grpc-timeout': `${Math.ceil(timeoutMs)}m`,
  });
  const chunks: Buffer[] = [];
  let size = 0;
  let head: IncomingHttpHeaders = {};
  let tail: IncomingHttpHeaders | undefined;

  const stop = (error: QueryError) => {
    clearTimeout(timer);
    reject(error);
    stream.close(constants.NGHTTP2_CANCEL);
  };
  const fail = (message: string, code: string | null = null) =>
    stop(new QueryError('failed', `CRI ${method}: ${message}`, code));
  const timer = setTimeout(() => {
    stop(new QueryError('timeout', `CRI ${method}: no answer within ${Math.round(timeoutMs)} ms`));
  }, timeoutMs);

  stream.on('response', (headers, flags) => {
    head = headers;
    const refusal = refusalOf(headers);
    if (refusal !== null) fail(refusal);
    // An error without a message arrives as a single header block that ends the stream ("trailers-only").
    else if (flags & constants.NGHTTP2_FLAG_END_STREAM) tail = headers;
  });
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxAnswerBytes) fail(`the answer is larger than ${maxAnswerBytes} bytes`);
    else chunks.push(chunk);
  });
  stream.on('trailers', (headers) => {
    tail = headers;
  });
  stream.on('error', (error: NodeJS.ErrnoException) => fail(error.message, error.code ?? null));
  stream.on('close', () => {
    clearTimeout(timer);
    const { 'grpc-status': status, 'grpc-message': said = '' } = tail ?? head;
    if (typeof status !== 'string') return fail('the connection ended before the answer did');
    const error = statusError(method, status, String(said));
    if (error !== null) return stop(error);
    const answer = onlyMessage(Buffer.concat(chunks));
    if (answer === null) fail('the answer is not exactly one uncompressed message');
    else resolve(answer);
  });
  stream.end(framed(message));
  return promise;
}

function refusalOf(headers: IncomingHttpHeaders & { ':status'?: number | undefined }): string | null {
  if (headers[':status'] !== 200) return `HTTP status ${headers[':status']}`;
  const { 'content-type': type = 'none' } = headers;
  if (!/^application\/grpc(?:[+;]|$)/.test(type)) return `content-type ${type} where gRPC has application/grpc`;
  return null;
}

function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function onlyMessage(body: Buffer): Uint8Array | null {
  if (body.length < prefixBytes || body[0] !== 0) return null;
  return body.readUInt32BE(1) === body.length - prefixBytes ? body.subarray(prefixBytes) : null;
}
