import { LookError, UserError } from '../../error.ts';

/**
 * Why there was no answer, with the way out; a UserError stays, and what is no failure of a connection is a bug.
 * @param origin scheme, host and port that were asked
 */
export function whyFailed(error: unknown, origin: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  // Of a way through the cluster; it may name the node itself.
  if (error instanceof LookError)
    return new UserError(error.message.includes(origin) ? error.message : `${origin}: ${error.message}`);
  // Errors of sockets and of TLS have a code; those of TLS may have the certificate.
  const { code, message, cert } = error as NodeJS.ErrnoException & { cert?: { subjectaltname?: string } };
  if (code === undefined) return error;
  const isTls = origin.startsWith('https:');
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new UserError(
      `the certificate of ${origin} is for ${cert?.subjectaltname || 'no name'}; ask by one of its names`,
    );
  }
  if (isTls && untrusted.test(code)) return new UserError(`the certificate of ${origin} is not trusted: ${trust}`);
  if (isTls && /^(?:EPROTO|ERR_SSL_)/.test(code)) {
    return new UserError(`${origin} does not speak TLS as this program does (${message}); is it http:// there?`);
  }
  if (!isTls && code === 'ECONNRESET') {
    return new UserError(`${origin} closed the connection without a whole answer; is it https:// there?`);
  }
  return new UserError(`${origin} cannot be asked: ${sentences[code] ?? message}`);
}

/** Verdicts on a chain of certificates. Source: Node.js, doc/api/tls.md, "X509 certificate error codes". */
const untrusted = /^(?:UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_UNTRUSTED|INVALID_CA)/;
const trust =
  'name a file with it, or with that of the authority that signed it, by --ca-file; a self-signed one is new with each start of hostprobe, whose log has its fingerprint';

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there; hostprobe does not run on that node, or --listen names another address',
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'the name cannot be looked up now',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ETIMEDOUT: 'nobody answers there',
  ECONNRESET: 'the connection was cut',
  CERT_HAS_EXPIRED: 'its certificate has expired, by the clock of this machine',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet, by the clock of this machine',
};
