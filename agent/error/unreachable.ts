import type { ClientRequest, IncomingMessage } from 'node:http';

/**
 * The answer to a request that was sent.
 * A connection that is lost behind the head of the answer is an error of the answer, which its reader gets. The request emits it
 * too, and without a listener that would end the process.
 * @throws what Node.js says where no answer comes
 */
export const answerTo = (asked: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    asked.once('response', resolve).on('error', (error) => reject(unanswered(asked, error)));
  });

/** The error of a request without an answer, with whether anything came in its place. */
export const unanswered = ({ socket }: ClientRequest, error: Error): Error & ConnectionFault =>
  Object.assign(error, { silent: socket?.bytesRead === 0 });

const closedWhileKept = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);
/**
 * Whether the server closed an idle connection while this request was sent on it, as it does with all of them when it restarts.
 * The agent drops each such connection, so that the last attempt to send the request again uses a new one.
 */
export const wasClosedWhileKept = ({ reusedSocket }: ClientRequest, error: unknown): boolean =>
  reusedSocket && closedWhileKept.has((error as ConnectionFault).code ?? '');

/** The answer to a request that may be sent twice. @param send makes it, and ends it */
export async function answerToAny(send: () => ClientRequest): Promise<IncomingMessage> {
  for (;;) {
    const asked = send();
    try {
      return await answerTo(asked);
    } catch (error) {
      if (!wasClosedWhileKept(asked, error)) throw error;
    }
  }
}

/** The begin of an answer, of `most` bytes; where there is more, its connection is closed. */
export async function beginOf(body: AsyncIterable<Buffer>, most: number): Promise<{ bytes: Buffer; cut: boolean }> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body) {
    pieces.push(piece);
    length += piece.length;
    if (length > most) break;
  }
  return { bytes: Buffer.concat(pieces).subarray(0, most), cut: length > most };
}

/** What Node.js says of a connection that failed: of a socket, of TLS or of a name. */
export interface ConnectionFault {
  code?: string;
  message: string;
  /** Where a socket was refused. */
  address?: string;
  port?: number;
  /** The certificate that has other names. */
  cert?: { subjectaltname?: string };
  /** The server sent not one byte. */
  silent?: boolean;
}

/** Verdicts on a chain of certificates. Source: Node.js, doc/api/tls.md, "X509 certificate error codes". */
const untrusted = /^(?:UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_UNTRUSTED|INVALID_CA)/;

/** Of an answer whose head has come: zlib's codes begin with Z, the others are what Node.js says of a body. */
const isOfBody = ({ code = '', message }: ConnectionFault) =>
  /^Z_|^ERR_STREAM_PREMATURE_CLOSE$/.test(code) || message === 'aborted';

/**
 * Why a server gave no whole answer over HTTP, and the way out.
 * @param server its URL
 * @param way how to trust its certificate, and what names it as its certificate does, if there is a flag for that
 */
export const whyNoAnswer = (fault: ConnectionFault, server: string, way: { trust: string; name?: string }): string =>
  isOfBody(fault)
    ? `the answer of ${server} was cut or damaged on the way; try again`
    : `${server} cannot be reached: ${whyNoHead(fault, server, way)}`;

function whyNoHead(fault: ConnectionFault, server: string, way: { trust: string; name?: string }): string {
  const { code = '', cert, silent = false } = fault;
  const why = whyUnreachable(fault);
  if (!server.startsWith('https:')) {
    if (code !== 'ECONNRESET') return why;
    return silent
      ? 'it closed the connection without an answer; does it use https://?'
      : 'it closed the connection before its answer was complete';
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `its certificate is for ${cert?.subjectaltname || 'no name'}; use one of these names${way.name ?? ''}`;
  }
  if (untrusted.test(code)) return `its certificate is not trusted; ${way.trust}`;
  // Before any certificate was judged.
  return /^(?:EPROTO|ERR_SSL_)/.test(code) ? `the TLS handshake failed (${why}); does it use http://?` : why;
}

/** Why a server cannot be reached, in words if there are any. */
export function whyUnreachable({ code = '', message, address, port }: ConnectionFault): string {
  const there = address === undefined ? 'there' : `at ${address}:${port}`;
  // OpenSSL adds its source files to its own message.
  return code === 'ECONNREFUSED'
    ? `nothing listens ${there}`
    : (reasons[code] ?? message.replace(/:\.\.\/[\s\S]*/, ''));
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name does not exist',
  EAI_AGAIN: 'the name cannot be resolved now',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ETIMEDOUT: 'it did not answer in time',
  ECONNRESET: 'the connection was reset',
  CERT_HAS_EXPIRED: 'its certificate has expired, by the clock of this machine',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet, by the clock of this machine',
};
