import { readClaims } from '../../decode/jwt.ts';
import type { ClusterUser } from '../../host.ts';
import { HttpProblem } from '../answer/problem.ts';
import type { Bearer } from './bearer.ts';
import { audience, type Wish } from './token-review.ts';

/** Which tokens a listener takes. */
export interface Methods {
  cluster: boolean;
  tokenFile: boolean;
}

const maxNameLength = 200;

/** 401: what is wrong, and what would be accepted. It never quotes a token. */
export function unauthorized(methods: Methods, sent: Bearer): HttpProblem {
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
