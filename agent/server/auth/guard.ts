import type { FastifyRequest } from 'fastify';
import { LookError } from '../../error.ts';
import type { ClusterUser } from '../../host.ts';
import { readClaims } from '../../trust/jwt.ts';
import { Problem } from '../answer/problem.ts';
import { countRefusal, requireFewRefusals } from '../limits/rate.ts';
import { readBearer } from './bearer.ts';
import { forbidden, unauthorized, type Ways } from './problems.ts';
import type { Reviewer, Wish } from './reviewer.ts';
import type { TokenFile } from './token-file.ts';

/**
 * Lets a request pass, or throws the Problem that it is answered with. Runs before anything of a body is read.
 * @returns null where that is decided at once, as for most requests it is
 */
export type Guard = (request: FastifyRequest) => Promise<void> | null;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered to anybody, or to requests that this says it of. Guards look at the matched route, never at the URL's text. */
    open?: boolean | ((request: FastifyRequest) => boolean);
  }
}

/**
 * The guard of a listener that others can reach: open routes for all; the rest for the bearers of a token from the file,
 * and for accounts that the cluster allows it. What is no route is told to readers only, so that nothing can be scanned.
 */
export function createReaderGuard({
  cluster,
  tokenFile,
}: {
  cluster: Reviewer | null;
  tokenFile: TokenFile | null;
}): Guard {
  const ways: Ways = { cluster: cluster !== null, tokenFile: tokenFile !== null };

  return (request) => {
    if (isOpen(request)) return null;
    const bearer = readBearer(request.raw.headersDistinct.authorization ?? []);
    if (typeof bearer === 'string') throw unauthorized(ways, bearer);
    return tokenFile?.has(bearer.token) ? null : review(request, bearer);
  };

  async function review(request: FastifyRequest, bearer: { token: string }): Promise<void> {
    const { token } = bearer;
    // What is no JSON web token never reaches the API server.
    const user = cluster === null || readClaims(token) === null ? null : await userOf(request, cluster, token);
    if (cluster === null || user === null) {
      await countRefusal(request);
      throw unauthorized(ways, bearer);
    }
    if (!request.is404) await requireAllowed(cluster, user, wishOf(request));
  }
}

function isOpen(request: FastifyRequest): boolean {
  const { open = false } = request.routeOptions.config;
  return typeof open === 'boolean' ? open : open(request);
}

/** Who is known stays welcome, whatever others at the same address have sent; strangers must not cost reviews. */
async function userOf(request: FastifyRequest, cluster: Reviewer, token: string): Promise<ClusterUser | null> {
  if (!cluster.knows(token)) await requireFewRefusals(request);
  return await cluster.userOf(token).catch(notAsked);
}

async function requireAllowed(cluster: Reviewer, user: ClusterUser, wish: Wish): Promise<void> {
  if (!(await cluster.mayUse(user, wish).catch(notAsked))) throw forbidden(user, wish);
}

/** HEAD gives less than GET does, and roles name only that. */
function wishOf({ method, routeOptions }: FastifyRequest): Wish {
  return { path: routeOptions.url ?? '/', verb: method === 'HEAD' ? 'get' : method.toLowerCase() };
}

/** A stranger is not told why: that is in the log. */
function notAsked(error: unknown): never {
  if (!(error instanceof LookError)) throw error;
  throw new Problem(
    503,
    'the API server could not be asked whether this token may read here; the log of hostprobe says why. A token of --auth-token-file, where there is one, is good also then',
    { 'retry-after': '2' },
  );
}
