import { fastify } from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createReaderGuard, forbiddenProblem } from '../../../agent/server/auth/guard.ts';
import { addRates } from '../../../agent/server/limits/rate.ts';
import { fileToken, jwtOf, readersServer, reviewing } from '../readers.ts';

const prometheus = 'system:serviceaccount:monitoring:prometheus';
const token = jwtOf(prometheus);
const detailOf = ({ body }: { body: string }): string => JSON.parse(body).detail;

/** A cluster that knows Prometheus and lets it read the report. */
async function cluster() {
  const it = await reviewing();
  it.api.people = { [token]: { name: prometheus, audiences: ['hostprobe'] } };
  it.api.permits = [`${prometheus} get /report`];
  return it;
}

describe('who bears no token that counts', () => {
  test('is told what is accepted, and the challenge is Bearer', async () => {
    const ask = await readersServer({ cluster: (await cluster()).cluster });
    const { status, headers, body } = await ask('/report');
    expect(status).toBe(401);
    expect(headers).toMatchObject({
      'www-authenticate': 'Bearer',
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail:
        'this route requires a bearer token; send Authorization: Bearer <token>, with one of --auth-token-file or one that kubectl create token <service account> --audience hostprobe prints',
    });
  });

  test('is told which tokens are accepted, and nothing else', async () => {
    const ofFile = await readersServer();
    expect(detailOf(await ofFile('/report'))).toMatch(/with one of --auth-token-file$/);
    const { cluster: asked } = await cluster();
    const ofCluster = await readersServer({ cluster: asked, tokens: [] });
    expect(detailOf(await ofCluster('/report'))).toMatch(/<token>, with one that kubectl create token/);
    expect((await ofCluster('/report', { token: fileToken })).status).toBe(401);
  });

  test.each([
    ['a wrong token', { token: 'wrong-token-canary' }, /^this token is not accepted here; /],
    [
      'another scheme',
      { headers: { authorization: 'Basic Y2FuYXJ5' } },
      /^the Authorization header must be exactly one bearer/,
    ],
    ['two headers', { headers: { authorization: [`Bearer ${fileToken}`, 'Bearer canary'] } }, /^the Authorization/],
    [
      'the token of another audience',
      { token: jwtOf('canary', { aud: ['kubernetes'] }) },
      /not for the audience hostp/,
    ],
  ])('is told what is wrong with %s, which is not repeated', async (_, asking, detail) => {
    const ask = await readersServer({ cluster: (await cluster()).cluster });
    const answer = await ask('/report', asking);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    expect(detailOf(answer)).toMatch(detail);
    expect(answer.body).not.toMatch(/canary|Y2FuYXJ5|eyJ/);
  });
});

test('the page of the report is for readers, the status in text for all', async () => {
  const ask = await readersServer();
  const page = { headers: { accept: 'text/html' } };
  expect((await ask('/', page)).status).toBe(401);
  expect((await ask('/', { ...page, token: fileToken })).status).toBe(200);
  expect((await ask('/', { headers: { accept: 'text/plain' } })).status).toBe(200);
});

test('where no cluster is asked, the audience of a token says nothing', async () => {
  const ask = await readersServer();
  const answer = await ask('/report', { token: jwtOf('canary', { aud: ['kubernetes'] }) });
  expect(detailOf(answer)).toMatch(/^this token is not accepted here; /);
});

describe('an account of the cluster', () => {
  test('without the right is told its name, and the rule that would allow it', async () => {
    const ask = await readersServer({ cluster: (await cluster()).cluster });
    const answer = await ask('/facts', { token });
    expect(answer.status).toBe(403);
    expect(detailOf(answer)).toBe(
      `${prometheus} is not allowed to get /facts; a ClusterRole with the rule nonResourceURLs: ["/facts"], verbs: ["get"] allows it, bound to ${prometheus} by a ClusterRoleBinding`,
    );
  });

  test('may use HEAD where it may GET, and nothing else', async () => {
    const ask = await readersServer({ cluster: (await cluster()).cluster });
    expect((await ask('/report', { token, method: 'HEAD' })).status).toBe(200);
    expect((await ask('/report', { token, method: 'POST' })).status).toBe(403);
  });

  test('is asked about once for many requests, at the same moment and after it', async () => {
    const { cluster: asked, reviews } = await cluster();
    const ask = await readersServer({ cluster: asked });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/report', { token })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await ask('/report', { token })).status).toBe(200);
    expect(reviews()).toEqual(['tokenreviews', 'subjectaccessreviews']);
  });

  test('is not asked about again before a minute is over', async () => {
    const { cluster: asked, pass, reviews } = await cluster();
    const ask = await readersServer({ cluster: asked });
    for (const ms of [0, 59_999]) {
      pass(ms);
      expect((await ask('/report', { token })).status).toBe(200);
    }
    expect(reviews()).toEqual(['tokenreviews', 'subjectaccessreviews']);
    pass(1);
    await ask('/report', { token });
    expect(reviews()).toHaveLength(4);
  });

  test('loses within a minute what is taken back, and gets within ten seconds what is given', async () => {
    const { api, cluster: asked, pass } = await cluster();
    const ask = await readersServer({ cluster: asked });
    const statuses = async () => [(await ask('/report', { token })).status, (await ask('/facts', { token })).status];
    expect(await statuses()).toEqual([200, 403]);
    api.permits = [`${prometheus} get /facts`];
    pass(10_000);
    expect(await statuses()).toEqual([200, 200]);
    pass(50_000);
    expect(await statuses()).toEqual([403, 200]);
    api.people = {};
    pass(60_000);
    expect(await statuses()).toEqual([401, 401]);
  });

  test('is known no longer than its token lives', async () => {
    const { api, cluster: asked, pass, reviews } = await cluster();
    const short = jwtOf(prometheus, { exp: Date.parse('2026-11-01T12:00:30Z') / 1000 });
    api.people[short] = { name: prometheus, audiences: ['hostprobe'] };
    const ask = await readersServer({ cluster: asked });
    expect((await ask('/report', { token: short })).status).toBe(200);
    pass(30_000);
    delete api.people[short];
    expect((await ask('/report', { token: short })).status).toBe(401);
    expect(reviews().filter((one) => one === 'tokenreviews')).toHaveLength(2);
  });

  test('is not known by a token of the API server’s own audience', async () => {
    const { api, cluster: asked } = await cluster();
    const ofApi = jwtOf(prometheus, { aud: ['https://kubernetes.default.svc'] });
    api.people[ofApi] = { name: prometheus, audiences: ['https://kubernetes.default.svc'] };
    const ask = await readersServer({ cluster: asked });
    expect((await ask('/report', { token: ofApi })).status).toBe(401);
  });
});

describe('an API server that cannot be asked', () => {
  test('is neither a yes nor a no: 503, with when to ask again, why only in the log, and there once', async () => {
    const { api, cluster: asked, logged, pass } = await cluster();
    const ask = await readersServer({ cluster: asked });
    await api.close();
    const answer = await ask('/report', { token });
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '2']);
    expect(detailOf(answer)).toMatch(
      /the API server does not answer, so no token can be reviewed. A token of .* still works; the hostprobe log/,
    );
    expect(answer.body).not.toContain('ECONNREFUSED');
    pass(1000);
    await ask('/report', { token });
    expect(logged).toMatchObject([
      { level: 40, err: { message: expect.stringMatching(/^create tokenreview: .*ECONNREFUSED/) } },
    ]);
    expect(JSON.stringify(logged)).not.toContain(token);
    expect((await ask('/report', { token: fileToken })).status).toBe(200);
    expect((await ask('/livez')).status).toBe(200);
  });

  test('because hostprobe is not allowed to ask is told as that, in the log once', async () => {
    const { api, cluster: asked, logged, pass } = await cluster();
    api.allowed = ['create tokenreviews'];
    const ask = await readersServer({ cluster: asked });
    for (let time = 0; time < 3; time++) {
      const answer = await ask('/report', { token });
      expect(answer.status).toBe(503);
      expect(detailOf(answer)).toMatch(/^hostprobe may not review tokens \(403\): its ClusterRole needs create for /);
      pass(61_000);
    }
    expect(logged).toMatchObject([
      {
        err: { message: expect.stringMatching(/^create subjectaccessreview: 403, subjectaccessreviews is forbidden/) },
      },
    ]);
  });

  test("because it does not accept hostprobe's own token is told as that", async () => {
    const { api, cluster: asked, logged } = await cluster();
    const ask = await readersServer({ cluster: asked });
    api.disturb = (_, response) => {
      response.writeHead(401).end();
      return true;
    };
    const answer = await ask('/report', { token });
    expect(answer.status).toBe(503);
    expect(detailOf(answer)).toMatch(/^the API server does not accept hostprobe's own token \(401\)/);
    expect(detailOf(answer)).not.toMatch(/unreachable|does not answer/);
    expect(logged).toMatchObject([{ msg: expect.stringMatching(/own token \(401\)/) }]);
  });

  test('is asked again when it is back, with the token that the agent has by then', async () => {
    const { api, cluster: asked, logged, pass } = await cluster();
    const ask = await readersServer({ cluster: asked });
    api.disturb = (_, response) => {
      response.destroy();
      return true;
    };
    expect((await ask('/report', { token })).status).toBe(503);
    api.disturb = () => false;
    api.token = 'rotated';
    pass(1000);
    expect((await ask('/report', { token })).status).toBe(200);
    expect(logged.map(({ msg }) => msg)).toEqual([
      'the API server does not answer, so no token can be reviewed',
      'the API server answers reviews again',
    ]);
  });
});

test('a permit ends after a minute also where the clock of the node is set back', async () => {
  const { api, cluster: asked, pass, setClock } = await cluster();
  const ask = await readersServer({ cluster: asked });
  expect((await ask('/report', { token })).status).toBe(200);
  setClock(-3_600_000);
  api.permits = [];
  pass(61_000);
  expect((await ask('/report', { token })).status).toBe(403);
});

test('accounts of the cluster share what is limited by account, not by the address that they come from', async () => {
  const { cluster: asked } = await cluster();
  const guard = createReaderGuard({ cluster: asked, tokenFile: null });
  const app = fastify();
  addRates(app);
  app.decorateRequest('reader', '');
  app.addHook('onRequest', async (request) => void (await guard(request)));
  app.after(() => void app.get('/report', async ({ reader }) => reader));
  onTestFinished(() => app.close());
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${origin}/report`, { headers: { authorization: `Bearer ${token}` } });
  expect(await answer.text()).toBe(`account ${prometheus}`);
});

test('a fault of hostprobe is not reported as one of the API server', async () => {
  const { cluster: asked } = await cluster();
  const faulty = { ...asked, userOf: () => Promise.reject(new TypeError('x is not a function')) };
  const ask = await readersServer({ cluster: faulty });
  expect((await ask('/report', { token })).status).toBe(500);
});

describe('strangers', () => {
  test('cannot make hostprobe ask the API server about a text that is not a JSON web token', async () => {
    const { cluster: asked, reviews } = await cluster();
    const ask = await readersServer({ cluster: asked });
    for (const garbage of ['a', 'a.b.c', `${fileToken}x`, 'eyJhbGciOiJSUzI1NiJ9.bm90IGpzb24.c2ln', 'x'.repeat(6000)]) {
      expect((await ask('/report', { token: garbage })).status).toBe(401);
    }
    expect(reviews()).toEqual([]);
  });

  test('at one address are looked at one by one after thirty tokens that were not accepted; a good one is let in', async () => {
    const { api, cluster: asked } = await cluster();
    const ask = await readersServer({ cluster: asked });
    const guess = (index: number) => ask('/report', { token: jwtOf(`stranger ${index}`) });
    for (let index = 0; index < 30; index++) expect((await guess(index)).status).toBe(401);
    expect((await ask('/report', { token })).status).toBe(200);
    expect((await ask('/report', { token: fileToken })).status).toBe(200);

    const waits = Promise.withResolvers<void>();
    const asking = Promise.withResolvers<void>();
    api.disturb = async () => {
      asking.resolve();
      await waits.promise;
      return false;
    };
    const first = guess(100);
    await asking.promise;
    const refused = await guess(101);
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('1');
    expect(JSON.parse(refused.body)).toMatchObject({ title: 'Too Many Requests', status: 429 });
    expect((await ask('/livez')).status).toBe(200);
    // A token that was accepted before waits for no guess.
    expect((await ask('/report', { token })).status).toBe(200);
    waits.resolve();
    expect((await first).status).toBe(401);
  });

  test('at many addresses cannot have the API server asked more than four times at once', async () => {
    const { api, cluster: asked } = await cluster();
    const ask = await readersServer({ cluster: asked });
    let [now, most] = [0, 0];
    const four = Promise.withResolvers<void>();
    api.disturb = async () => {
      now += 1;
      most = Math.max(most, now);
      if (now >= 4) four.resolve();
      await four.promise;
      // A fifth would come in the meantime.
      await new Promise((resolve) => setTimeout(resolve, 20));
      now -= 1;
      return false;
    };
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        ask('/report', { token: jwtOf(`stranger ${index}`), from: `127.0.1.${index + 1}` }),
      ),
    );
    expect(most).toBe(4);
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401, 503]));
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(60);
  });
});

describe('what comes by other ways', () => {
  test('kubelet’s probe, without a token and with a certificate that it does not check, is answered', async () => {
    const ask = await readersServer({ cluster: (await cluster()).cluster });
    const headers = { 'user-agent': 'kube-probe/1.33', accept: '*/*', connection: 'close' };
    for (const path of ['/livez', '/readyz', '/healthz']) {
      expect((await ask(path, { headers })).status, path).toBe(200);
    }
  });

  /** As kube-apiserver hands on what `kubectl get --raw /api/v1/nodes/https:<node>:20258/proxy/...` asks. */
  const throughProxy = {
    host: 'win-node-1:20258',
    accept: 'application/json, */*',
    'accept-encoding': 'gzip',
    'user-agent': 'kubectl/v1.33.4 (linux/amd64) kubernetes/abcdef0',
    'x-forwarded-for': '10.0.0.99',
    'x-forwarded-host': 'kubernetes.example:6443',
    'x-forwarded-uri': '/api/v1/nodes/https:win-node-1:20258/proxy/status',
  };

  test('a request through the API server’s proxy has lost its token: it gets the status, and nothing closed', async () => {
    const ask = await readersServer({ cluster: (await cluster()).cluster });
    const { status, body } = await ask('/status', { headers: { ...throughProxy, 'accept-encoding': 'identity' } });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ status: 'healthy' });
    expect((await ask('/report', { headers: throughProxy })).status).toBe(401);
  });

  test('no header changes the address or the user of a request', async () => {
    const ask = await readersServer({ cluster: (await cluster()).cluster });
    const claims = {
      'x-forwarded-for': '127.0.0.1',
      forwarded: 'for=127.0.0.1',
      'x-remote-user': 'system:admin',
      'x-remote-group': 'system:masters',
      'impersonate-user': 'system:admin',
      'x-original-url': '/livez',
      'x-http-method-override': 'GET',
    };
    expect((await ask('/report', { headers: claims })).status).toBe(401);
  });
});

test('of a long name of an account the first 200 characters are told', () => {
  const user = { name: 'x'.repeat(300), uid: '', groups: [], extra: {} };
  const { message } = forbiddenProblem(user, { path: '/report', verb: 'get' });
  const { message: toRun } = forbiddenProblem(user, { path: '/report', verb: 'post' });
  expect(toRun).toMatch(
    / is not allowed to post \/report; .*nonResourceURLs: \["\/report"\], verbs: \["post"\] allows it/,
  );
  expect(message).toMatch(/^x{200} is not allowed to get \/report; .*, bound to x{200} by a ClusterRoleBinding$/);
});
