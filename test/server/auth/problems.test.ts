import { expect, test } from 'vitest';
import { forbiddenProblem } from '../../../agent/server/auth/problems.ts';

test('of a long name of an account the first 200 characters are told', () => {
  const user = { name: 'x'.repeat(300), uid: '', groups: [], extra: {} };
  const { message } = forbiddenProblem(user, { path: '/report', verb: 'get' });
  expect(message).toMatch(/^x{200} is not allowed to get \/report; .*, bound to x{200} by a ClusterRoleBinding$/);
});
