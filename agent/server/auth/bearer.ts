/** Longer than any Kubernetes token, and than all headers of a request may be. */
export const maxTokenLength = 8192;

/** RFC 6750, section 2.1 (b64token). */
const tokenForm = /^[A-Za-z0-9._~+/-]+=*$/;

/** Whether this text can be sent as a bearer token. */
export const isBearerToken = (text: string): boolean => text.length <= maxTokenLength && tokenForm.test(text);

/** The content of a request's Authorization header. */
export type Bearer = { token: string } | 'missing' | 'unreadable';

/**
 * The token in the Authorization headers of a request. Only one Authorization header with the Bearer scheme counts: if there
 * are several, a proxy may have read a different one.
 */
export function readBearer([header, ...more]: readonly string[]): Bearer {
  if (header === undefined) return 'missing';
  const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
  return token !== undefined && more.length === 0 && isBearerToken(token) ? { token } : 'unreadable';
}
