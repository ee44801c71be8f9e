/** Somebody who bears a token of the cluster; the token is good for these audiences. */
export interface Person {
  name: string;
  groups?: string[];
  audiences: string[];
}

interface TokenReviewSpec {
  token: string;
  audiences: string[];
}
interface AccessReviewSpec {
  user: string;
  groups?: string[];
  nonResourceAttributes: { path: string; verb: string };
}

/**
 * What kube-apiserver answers to a TokenReview and a SubjectAccessReview; null to anything else.
 * @param permits `name verb path` for each that is allowed; a name may be a group
 */
export function answerReview(
  { people, permits }: { people: Record<string, Person>; permits: string[] },
  path: string,
  body: unknown,
): { status: number; answer: unknown } | null {
  if (path === '/apis/authentication.k8s.io/v1/tokenreviews') {
    return reviewed('TokenReview', body, reviewToken(people, specOf(body)));
  }
  if (path === '/apis/authorization.k8s.io/v1/subjectaccessreviews') {
    return reviewed('SubjectAccessReview', body, reviewAccess(permits, specOf(body)));
  }
  return null;
}

/** With what was asked, but for what is empty in it. */
function reviewed(kind: string, body: unknown, status: object) {
  const isEmpty = (value: unknown) =>
    value === '' || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);
  const spec = Object.fromEntries(Object.entries(specOf<object>(body)).filter(([, value]) => !isEmpty(value)));
  return { status: 201, answer: { kind, metadata: {}, spec, status } };
}

/** The client library has made what it is sent, so its shape is what the types say. */
const specOf = <Spec>(body: unknown) => (body as { spec: Spec }).spec;

function reviewToken(people: Record<string, Person>, { token, audiences }: TokenReviewSpec) {
  const person = people[token];
  const common = person?.audiences.filter((one) => audiences.includes(one)) ?? [];
  if (person === undefined) return { user: {}, error: 'invalid bearer token' };
  if (common.length === 0) {
    const [own, wanted] = [person.audiences, audiences].map((all) => JSON.stringify(all));
    const error = `[invalid bearer token, token audiences ${own} is invalid for the target audiences ${wanted}]`;
    return { user: {}, error };
  }
  const { name, groups = [] } = person;
  const user = { username: name, uid: `uid-of-${name}`, groups: [...groups, 'system:authenticated'] };
  return { authenticated: true, user, audiences: common };
}

function reviewAccess(
  permits: string[],
  { user, groups = [], nonResourceAttributes: { verb, path } }: AccessReviewSpec,
) {
  const allowed = [user, ...groups].some((who) => permits.includes(`${who} ${verb} ${path}`));
  return allowed ? { allowed, reason: 'RBAC: allowed by ClusterRoleBinding "readers"' } : { allowed };
}
