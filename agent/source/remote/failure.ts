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
  // Errors of sockets and of TLS have a code; those of TLS may have the certificate.
  const { code, message, cert } = error as NodeJS.ErrnoException & { cert?: { subjectaltname?: string } };
  if (code === undefined) return error;
  const isTls = origin.startsWith('https:');
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new NoAnswerError(
      `the certificate of ${origin} is for ${cert?.subjectaltname || 'no name'}; use one of these names`,
    );
  }
  if (isTls && untrusted.test(code)) return new NoAnswerError(`the certificate of ${origin} is not trusted: ${trust}`);
  if (isTls && /^(?:EPROTO|ERR_SSL_)/.test(code)) {
    return new NoAnswerError(`the TLS handshake with ${origin} failed (${message}); does it use http://?`);
  }
  if (!isTls && code === 'ECONNRESET') {
    return new NoAnswerError(`${origin} closed the connection before the answer was complete; does it use https://?`);
  }
  return new NoAnswerError(`${origin} cannot be reached: ${sentences[code] ?? message}`);
}

/** Verdicts on a chain of certificates. Source: Node.js, doc/api/tls.md, "X509 certificate error codes". */
const untrusted = /^(?:UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_UNTRUSTED|INVALID_CA)/;
const trust =
  'with --ca-file, name a file that holds it or its CA; hostprobe creates a new self-signed one at each start and logs its fingerprint';

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; hostprobe does not run on that node, or --listen names another address',
  ENOTFOUND: 'the name does not exist',
  EAI_AGAIN: 'the name cannot be resolved now',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ETIMEDOUT: 'it did not answer in time',
  ECONNRESET: 'the connection was reset',
  CERT_HAS_EXPIRED: 'its certificate has expired, by the clock of this machine',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet, by the clock of this machine',
};
