import type { FastifyRequest } from 'fastify';
import { readClaims } from '../../decode/jwt.ts';
import { QueryError } from '../../error.ts';
import type { ClusterUser } from '../../host.ts';
import { HttpProblem } from '../answer/problem.ts';
import { countRefusal, reviewInTurn } from '../limits/rate.ts';
import { type Bearer, hashToken, readBearer, type StaticTokens } from './token-file.ts';
import { audience, blameFor, Overload, type Reviewer, type Wish } from './token-review.ts';

/**
 * Lets a request pass, or throws a Problem. It runs before the body is read.
 * @returns null if that is decided at once, as for most requests
 */
export type Guard = (request: FastifyRequest) => Promise<void> | null;

declare module 'fastify' {
  interface FastifyRequest {
    /** Limits count this request for this account or token; for the address if no token is required. */
    reader: string;
  }
  interface FastifyContextConfig {
    /** Everybody may read it; a function: if it returns true. Guards use the matched route, never the text of the URL. */
    open?: boolean | ((request: FastifyRequest) => boolean);
  }
}

/**
 * The guard of a listener that other machines can reach: open routes for all; all other routes for tokens from the file
 * and for accounts that the cluster allows. Only readers learn which routes exist, so that the server cannot be scanned.
 */
export function createReaderGuard({
  cluster,
  tokenFile,
}: {
  cluster: Reviewer | null;
  tokenFile: StaticTokens | null;
}): Guard {
  const methods: Methods = { cluster: cluster !== null, tokenFile: tokenFile !== null };

  return (request) => {
    if (isOpen(request)) return null;
    const bearer = readBearer(request.raw.headersDistinct.authorization ?? []);
    if (typeof bearer === 'string') throw unauthorized(methods, bearer);
    if (!tokenFile?.has(bearer.token)) return review(request, bearer);
    request.reader = `token ${hashToken(bearer.token).toString('base64')}`;
    return null;
  };

  async function review(request: FastifyRequest, bearer: { token: string }): Promise<void> {
    const { token } = bearer;
    // Only JSON web tokens are sent to the API server.
    const user = cluster === null || readClaims(token) === null ? null : await userOf(request, cluster, token);
    if (cluster === null || user === null) {
      await countRefusal(request);
      throw unauthorized(methods, bearer);
    }
    request.reader = `account ${user.name}`;
    if (!request.is404) await requireAllowed(cluster, { user, token }, wishOf(request));
  }
}

export function isOpen(request: FastifyRequest): boolean {
  const { open = false } = request.routeOptions.config;
  return typeof open === 'boolean' ? open : open(request);
}

/** Known tokens still pass if others at the same address sent bad ones; unknown tokens are limited, because each costs a review. */
async function userOf(request: FastifyRequest, cluster: Reviewer, token: string): Promise<ClusterUser | null> {
  const review = () => cluster.userOf(token).catch(notAsked);
  return await (cluster.knows(token) ? review() : reviewInTurn(request, review));
}

async function requireAllowed(
  cluster: Reviewer,
  { user, token }: { user: ClusterUser; token: string },
  wish: Wish,
): Promise<void> {
  if (!(await cluster.mayUse(user, wish, token).catch(notAsked))) throw forbiddenProblem(user, wish);
}

/** HEAD returns less than GET, and roles name only GET. */
function wishOf({ method, routeOptions }: FastifyRequest): Wish {
  return { path: routeOptions.url ?? '/', verb: method === 'HEAD' ? 'get' : method.toLowerCase() };
}

/** 503: whose fault it is that the API server was not asked. */
function notAsked(error: unknown): never {
  const later = { 'retry-after': '2' };
  if (error instanceof Overload) throw new HttpProblem(503, `${error.message}; ask again in two seconds`, later);
  if (!(error instanceof QueryError)) throw error;
  const otherwise = 'A token of --auth-token-file, if there is one, still works';
  throw new HttpProblem(503, `${blameFor(error)}. ${otherwise}; the hostprobe log has the details`, later);
}

/** Which tokens a listener takes. */
interface Methods {
  cluster: boolean;
  tokenFile: boolean;
}

const maxNameLength = 200;

/** 401: what is wrong, and what would be accepted. It never quotes a token. */
function unauthorized(methods: Methods, sent: Bearer): HttpProblem {
  const accepted: string[] = [];
  if (methods.tokenFile) accepted.push('one of --auth-token-file');
  if (methods.cluster) accepted.push(`one that kubectl create token <service account> --audience ${audience} prints`);
  return new HttpProblem(
    401,
    `${faultOf(methods, sent)}; send Authorization: Bearer <token>, with ${accepted.join(' or ')}`,
    {
      'www-authenticate': sent === 'missing' ? 'Bearer' : 'Bearer error="invalid_token"',
    },
  );
}

function faultOf(methods: Methods, sent: Bearer): string {
  if (sent === 'missing') return 'this route requires a bearer token';
  if (sent === 'unreadable') return 'the Authorization header must be exactly one bearer token';
  const claims = methods.cluster ? readClaims(sent.token) : null;
  if (claims === null || claims.audience.includes(audience)) return 'this token is not accepted here';
  return `this token is not for the audience ${audience}, so it is not accepted here`;
}

/** 403: who was refused what, and the RBAC rule that allows it. */
export function forbiddenProblem({ name }: ClusterUser, { path, verb }: Wish): HttpProblem {
  const who = name.slice(0, maxNameLength);
  return new HttpProblem(
    403,
    `${who} is not allowed to ${verb} ${path}; a ClusterRole with the rule nonResourceURLs: ["${path}"], verbs: ["${verb}"] allows it, bound to ${who} by a ClusterRoleBinding`,
  );
}
