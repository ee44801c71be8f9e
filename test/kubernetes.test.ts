import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ask } from './kubernetes/ask.ts';
import { type Api, type KubernetesObject, serveKubernetes } from './kubernetes.ts';

/** What kube-apiserver 1.34.2 answered, with the rights of the overlay publish and the policy own-node in force. */
const recorded = readFileSync(new URL('kubernetes/api-v1.34.2.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);
interface Recorded {
  what: string;
  method: string;
  path: string;
  body: unknown;
  status: number;
  answer: { items?: KubernetesObject[] } & KubernetesObject;
}
const answerTo = (what: string) => recorded.find((one) => one.what === what)?.answer;

/** The state that the real one was in. */
async function sameCluster(): Promise<Api> {
  const lists = [answerTo('pods of a node from the cache'), answerTo('events of a namespace')];
  const kinds = ['Pod', 'Event'];
  const items = lists.flatMap((one, index) =>
    (one?.items ?? []).map((item) => ({ ...item, kind: kinds[index] ?? '' })),
  );
  const node = answerTo('a node');
  const api = await serveKubernetes([...(node === undefined ? [] : [node]), ...items]);
  api.pagesFromMemory = false;
  api.allowed = [...api.allowed, 'patch nodes/status', 'create events'];
  return api;
}

/** What a server makes up, and what this one leaves out of a list's items. */
const common = (answer: unknown) =>
  JSON.parse(
    JSON.stringify(answer, (key, value) =>
      ['uid', 'resourceVersion', 'creationTimestamp', 'kind', 'apiVersion'].includes(key) ? undefined : value,
    ),
  );

/** What this API has no part in: how it knows people is the tests' own, and policies are held against their own rules. */
const others = [
  ...['token with the right audience', 'may read', 'own permissions', 'own condition'],
  ...['condition of another node', 'another condition of the own node', 'event of another node'].map(
    (what) => `${what} (own-node policy in force)`,
  ),
];

describe("the tests' API answers like the real one:", () => {
  const asked = recorded.filter(({ what }) => !others.includes(what) && what !== 'version');
  test.each(asked.map((one) => [one.what, one] as const))(
    '%s',
    async (what, { method, path, body, status, answer }) => {
      const api = await sameCluster();
      if (what === 'the same again') {
        const first = recorded.find((one) => one.what === 'event on a pod');
        await ask(api, 'POST', first?.path ?? '', first?.body);
      }
      if (what === 'token with another audience') {
        api.people['<token>'] = { name: 'reader', audiences: ['https://kubernetes.default.svc'] };
      }
      if (what === 'a credential that is none') api.token = 'another';
      const got = await ask(api, method, path, body);
      expect([got.status, common(got.answer)]).toEqual([status, common(answer)]);
    },
  );
});
