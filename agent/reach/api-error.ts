import * as z from 'zod';
import { type ConnectionFault, isNoTls, isUntrusted, otherNames, whyUnreachable } from '../error/unreachable.ts';
import { QueryError } from '../error.ts';
import { jsonIn } from '../json.ts';

/** The error format of Kubernetes. Source: kubernetes apimachinery pkg/apis/meta/v1/types.go, Status. */
const status = z.object({ kind: z.literal('Status'), reason: z.string().nullish(), message: z.string().nullish() });

const maxSaidLength = 600;

/** The error for an answer other than 2xx. */
export function whyRefused(what: string, code: number, body: string): QueryError {
  const read = status.safeParse(jsonIn(body));
  // An answer in another format comes from a proxy, or from another server at that address.
  const said =
    read.data?.message ||
    read.data?.reason ||
    `${body.trim().slice(0, 200) || 'no text'} (not an answer of Kubernetes)`;
  const kind = code === 401 || code === 403 ? 'denied' : 'failed';
  const advice = code === 401 ? '; sign in again, as for kubectl' : '';
  return new QueryError(kind, `${what}: ${code}, ${said.slice(0, maxSaidLength)}${advice}`, String(code));
}

/**
 * What is read of an object of the API.
 * @throws QueryError if it is not as Kubernetes has it
 */
export function readAnswer<Item>(what: string, read: () => Item): Item {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    const where = issue === undefined ? '' : `: ${issue.path.join('.') || 'all of it'}: ${issue.message}`;
    throw new QueryError('failed', `${what}: the answer is not as Kubernetes has it${where.slice(0, maxSaidLength)}`);
  }
}

export const notKubernetes = (what: string, server: string): QueryError =>
  new QueryError(
    'failed',
    `${what}: ${server} must be an API server, but its answer is not JSON; see which server is there`,
  );

export const lateAnswer = (what: string, server: string): QueryError =>
  new QueryError('timeout', `${what}: ${server} did not answer in time (--request-timeout)`);

/** The error for a missing answer. A QueryError stays as it is; an error that is not of the connection is a bug. */
export function whyUnanswered(what: string, server: string, error: unknown): unknown {
  if (error instanceof QueryError || !(error instanceof Error)) return error;
  if (error.name === 'TimeoutError') return lateAnswer(what, server);
  if (error.name === 'AbortError') return error;
  const fault: ConnectionFault = error;
  const { code } = fault;
  if (code === undefined) return error;
  // Of an answer that has begun. zlib's codes begin with Z.
  if (/^Z_|^ERR_STREAM_PREMATURE_CLOSE$/.test(code) || error.message === 'aborted') {
    return new QueryError('failed', `${what}: the answer of ${server} was cut or damaged on the way; try again`, code);
  }
  return new QueryError('failed', `${what}: ${server} cannot be reached: ${reasonOf(fault, server)}`, code);
}

function reasonOf(fault: ConnectionFault, server: string): string {
  const names = otherNames(fault);
  if (names !== null) return `its certificate is for ${names}; use one of these names, or --tls-server-name`;
  if (isUntrusted(fault)) {
    return 'its certificate is not trusted; name its CA with --certificate-authority, or in the kubeconfig';
  }
  const why = whyUnreachable(fault);
  if (isNoTls(fault)) return `the TLS handshake failed (${why}); does it use http://?`;
  if (/^ERR_OSSL_/.test(fault.code ?? '')) {
    return `the certificate or the key of the user cannot be used (${why}); both must be PEM and belong together`;
  }
  if (fault.code !== 'ECONNRESET') return why;
  return server.startsWith('https:') ? why : 'it closed the connection; does it use https://?';
}
