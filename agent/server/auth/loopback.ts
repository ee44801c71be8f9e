import { HttpProblem } from '../answer/problem.ts';
import { type Guard, isOpen } from './guard.ts';
import type { LoopbackCallers } from './loopback-callers.ts';

/**
 * The open loopback listener answers only to loopback names. A web page that an operator has open may point a name of
 * its own at 127.0.0.1 (DNS rebinding); the browser then sends that name as Host, and gets nothing.
 * Without a Host header (HTTP/1.0) the request comes from no browser.
 */
export const loopbackGuard: Guard = (request) => {
  const { host, origin } = request.headers;
  if (host !== undefined && !isLoopbackAuthority(host)) {
    throw new HttpProblem(
      421,
      `this listener answers to 127.0.0.1, [::1] and localhost, not to ${JSON.stringify(host)}; set the Host header to one of them`,
    );
  }
  // A page from elsewhere may still send requests blindly; only POST does something.
  if (request.method === 'POST' && origin !== undefined && !isLoopbackOrigin(origin)) {
    throw new HttpProblem(403, `a page from ${JSON.stringify(origin)} may not trigger a check`);
  }
  return null;
};

/**
 * The same where hostprobe runs as an administrator: all but open routes answer to administrators, SYSTEM and its own
 * account only. kubectl port-forward connects as containerd, kubectl exec as the pod, and the kubelet's probes are open.
 */
export const createCallerGuard =
  (callers: LoopbackCallers): Guard =>
  (request) => {
    loopbackGuard(request);
    return isOpen(request) ? null : callers.require(request.raw.socket);
  };

export function isLoopbackAuthority(authority: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])\.?(?::\d{1,5})?$/i.test(authority);
}

const isLoopbackOrigin = (origin: string) => isLoopbackAuthority(origin.replace(/^https?:\/\//i, ''));
