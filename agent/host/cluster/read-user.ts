import type { ClusterUser } from '../../host.ts';
import type { TokenReview } from './objects.ts';

/**
 * The user of a reviewed token; null: the token is not valid. If the answer does not name the requested audience, the
 * server has not checked for whom the token was issued, and its approval does not count. Source: kubernetes
 * api/authentication/v1/types.go, TokenReviewStatus.Audiences.
 */
export function readUser({ status }: TokenReview, audience: string): ClusterUser | null {
  const { authenticated, audiences, user } = status ?? {};
  if (authenticated !== true || !audiences?.includes(audience) || !user?.username) return null;
  return { name: user.username, uid: user.uid ?? '', groups: user.groups ?? [], extra: user.extra ?? {} };
}
