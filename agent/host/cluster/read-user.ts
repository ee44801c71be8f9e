import type { ClusterUser } from '../../host.ts';
import type { TokenReview } from './objects.ts';

/**
 * The user of a reviewed token; null when it is nobody's. A server that does not name the audience that was asked about
 * has not looked for whom the token was made, and its yes does not count.
 * Source: kubernetes api/authentication/v1/types.go, TokenReviewStatus.Audiences.
 */
export function readUser({ status }: TokenReview, audience: string): ClusterUser | null {
  const { authenticated, audiences, user } = status ?? {};
  if (authenticated !== true || !audiences?.includes(audience) || !user?.username) return null;
  return { name: user.username, uid: user.uid ?? '', groups: user.groups ?? [], extra: user.extra ?? {} };
}
