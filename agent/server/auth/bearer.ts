/** Longer than any token of Kubernetes, and than the headers that a request may have together. */
export const maxTokenLength = 8192;

/** RFC 6750, section 2.1 (b64token). */
const tokenForm = /^[A-Za-z0-9._~+/-]+=*$/;

/** Whether this text can be sent as a bearer token at all. */
export const isBearerToken = (text: string): boolean => text.length <= maxTokenLength && tokenForm.test(text);

/** What a request bears. */
export type Bearer = { token: string } | 'missing' | 'unreadable';

/**
 * The token in the Authorization headers of a request. Only one Authorization header with the one scheme counts: of several that contradict each
 * other, who stands between may have looked at another than we.
 */
export function readBearer([header, ...more]: readonly string[]): Bearer {
  if (header === undefined) return 'missing';
  const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
  return token !== undefined && more.length === 0 && isBearerToken(token) ? { token } : 'unreadable';
}
