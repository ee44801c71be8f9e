import { describe, expect, onTestFinished, test } from 'vitest';
import { openCluster } from '../../../agent/host/cluster.ts';
import type { ApiAccess, Cluster } from '../../../agent/host.ts';
import { reviewAccess } from '../../access.ts';
import { send, serveKubernetes } from '../../kubernetes.ts';

function open(access: ApiAccess): Cluster {
  const cluster = openCluster(access);
  onTestFinished(() => cluster.close());
  return cluster;
}
const errorOf = (answer: Promise<unknown>) => answer.catch((error: unknown) => error);
const prometheus = { name: 'system:serviceaccount:monitoring:prometheus', groups: ['system:serviceaccounts'] };
const user = { name: prometheus.name, uid: '1', groups: prometheus.groups, extra: {} };

describe('the owner of a token', () => {
  test('is returned with all that decides what they may do', async () => {
    const api = await serveKubernetes();
    api.people = { 'a-good-token': { ...prometheus, audiences: ['hostprobe'] } };
    expect(await open(api.access).userOf('a-good-token', 'hostprobe')).toEqual({
      name: prometheus.name,
      uid: `uid-of-${prometheus.name}`,
      groups: ['system:serviceaccounts', 'system:authenticated'],
      extra: {},
    });
  });

  test('is null for a token that the API server does not know, or that has another audience', async () => {
    const api = await serveKubernetes();
    api.people = { 'made-for-the-api': { ...prometheus, audiences: ['https://kubernetes.default.svc'] } };
    const cluster = open(api.access);
    expect(await cluster.userOf('unknown', 'hostprobe')).toBeNull();
    expect(await cluster.userOf('made-for-the-api', 'hostprobe')).toBeNull();
  });

  test.each([
    ['does not look at audiences', { authenticated: true, user: { username: 'somebody' } }],
    ['names another audience', { authenticated: true, user: { username: 'somebody' }, audiences: ['other'] }],
    ['names nobody', { authenticated: true, user: {}, audiences: ['hostprobe'] }],
    ['says nothing', undefined],
  ])('is null for a server that %s', async (_, status) => {
    const api = await serveKubernetes();
    api.disturb = (_request, response) => {
      send(response, 201, { kind: 'TokenReview', status });
      return true;
    };
    expect(await open(api.access).userOf('a-token', 'hostprobe')).toBeNull();
  });
});

test('what a user may do is asked with the groups that they are in', async () => {
  const api = await serveKubernetes();
  api.permits = ['system:serviceaccounts get /report'];
  const cluster = open(api.access);
  expect(await cluster.mayUse(user, { path: '/report', verb: 'get' })).toBe(true);
  expect(await cluster.mayUse(user, { path: '/report', verb: 'post' })).toBe(false);
  expect(await cluster.mayUse({ ...user, groups: [] }, { path: '/report', verb: 'get' })).toBe(false);
});

test('an account that is not allowed to ask is denied, which is neither a yes nor a no', async () => {
  const api = await serveKubernetes();
  api.allowed = [];
  const cluster = open(api.access);
  const denied = expect.objectContaining({ name: 'QueryError', kind: 'denied', code: '403' });
  expect(await errorOf(cluster.userOf('canary', 'hostprobe'))).toEqual(denied);
  expect(await errorOf(cluster.mayUse(user, { path: '/report', verb: 'get' }))).toEqual(denied);
  expect(String(await errorOf(cluster.userOf('canary', 'hostprobe')))).not.toContain('canary');
});

test('the rights to ask are exactly what the two questions need', async () => {
  const api = await serveKubernetes();
  const asked = new Set<string>();
  api.disturb = ({ method, path }) => {
    const [, group, resource] = /^\/apis\/([^/]+)\/v1\/([a-z]+)$/.exec(path) ?? [];
    asked.add(`${method === 'POST' ? 'create' : method} ${group} ${resource}`);
    return false;
  };
  const cluster = open(api.access);
  await cluster.userOf('a-token', 'hostprobe');
  await cluster.mayUse(user, { path: '/report', verb: 'get' });
  expect([...asked]).toEqual(reviewAccess.map(({ verb, group, resource }) => `${verb} ${group} ${resource}`));
});
