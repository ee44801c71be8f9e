import { type ConnectionFault, isNoTls, isUntrusted, otherNames, whyUnreachable } from '../../error/unreachable.ts';
import { cutShort, NoAnswerError, QueryError, UserError } from '../../error.ts';

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
  const isTls = origin.startsWith('https:');
  const names = otherNames(fault);
  if (names !== null) return new NoAnswerError(`the certificate of ${origin} is for ${names}; use one of these names`);
  if (isTls && isUntrusted(fault)) return new NoAnswerError(`the certificate of ${origin} is not trusted: ${trust}`);
  const why = whyUnreachable(fault);
  if (isTls && isNoTls(fault)) {
    return new NoAnswerError(`the TLS handshake with ${origin} failed (${why}); does it use http://?`);
  }
  if (!isTls && code === 'ECONNRESET') {
    return new NoAnswerError(`${origin} closed the connection before the answer was complete; does it use https://?`);
  }
  const way = code === 'ECONNREFUSED' ? '; hostprobe does not run on that node, or --listen names another address' : '';
  return new NoAnswerError(`${origin} cannot be reached: ${why}${way}`);
}

const trust =
  'with --ca-file, name a file that holds it or its CA; hostprobe creates a new self-signed one at each start and logs its fingerprint';
