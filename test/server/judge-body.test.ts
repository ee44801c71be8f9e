import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lintSchema } from '../../agent/lint/schema.ts';
import { lint } from '../../agent/lint.ts';
import { createMonitor, savedMonitor } from '../../agent/monitor.ts';
import { predictManifests } from '../../agent/predict/manifests.ts';
import type { Gatherer } from '../../agent/probe.ts';
import { predictionsSchema } from '../../agent/stage/prediction.ts';
import { hostProcessPod } from '../rules/lint.ts';
import { got, snapshotWith } from '../snapshot.ts';
import { fallback, runsAs, six } from '../stages/nodes.ts';
import { originFor, serverFor } from './client.ts';
import { heldClock } from './held-clock.ts';

const manifest = readFileSync(new URL('../predict/agent.yaml', import.meta.url), 'utf8');

/** A server for this node, asked to predict. */
async function predictor(snapshot = snapshotWith()) {
  const ask = await serverFor(savedMonitor(snapshot));
  return (body: string, headers: Record<string, string> = {}) => ask('/predict', { method: 'POST', body, headers });
}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { securityContext: { windowsOptions: { hostProcess: true } }, containers: [{ name: 'a', image: 'r' }] },
};

/** By its time or by its memory, whichever ends first on this machine. */
const tooMuch =
  /^judging this input takes (?:more than \d+ s of processor time|more than 56 MiB of memory); send a smaller part, or use hostprobe predict$/;

/** 20 kB of answer: the length is reached long before the time, also on a busy machine. */
const wordy = {
  ...pod,
  spec: { ...pod.spec, containers: [{ name: 'a', image: 'r', command: [`C:\\x\\${'y'.repeat(2000)}`] }] },
};

/** To judge this takes minutes: for each $( the rest of the argument is looked through. */
const slow = JSON.stringify({
  ...pod,
  spec: { ...pod.spec, containers: [{ name: 'a', image: 'r', command: ['$('.repeat(450_000)] }] },
});

describe('POST /predict', () => {
  test('answers for this node as predict -o json does', async () => {
    const snapshot = snapshotWith(six);
    const { status, headers, body } = await (await predictor(snapshot))(manifest);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    const answer = JSON.parse(body);
    expect(predictionsSchema.parse(answer)).toEqual(answer);
    expect(answer).toEqual(predictManifests([{ file: 'body', text: manifest }], [snapshot]));
    expect(answer.predictions).toMatchObject([{ verdict: 'runs', mode: 'volume' }]);
  });

  test('gives back no password of the manifest', async () => {
    const secret = 'kT9#vQ2m!xW7pL4z';
    const secrets = {
      ...pod.spec.containers[0],
      command: ['agent.exe', '--password', secret],
      args: [`/token:${secret}`],
    };
    const ask = await predictor(snapshotWith(six));
    const { status, body } = await ask(JSON.stringify({ ...pod, spec: { ...pod.spec, containers: [secrets] } }));
    expect(status).toBe(200);
    expect(body).toContain('agent.exe');
    expect(body).not.toContain(secret);
  });

  test("judges by the rules of the cluster's own version", async () => {
    const answers = async (version: string) => {
      const ask = await predictor(
        snapshotWith(({ cluster }) => {
          if (cluster.seen) cluster.seen.version = got(version);
        }),
      );
      const differing = {
        ...pod,
        spec: {
          ...pod.spec,
          hostNetwork: true,
          containers: [{ name: 'a', image: 'r', restartPolicy: 'Always' }],
        },
      };
      const [prediction] = predictionsSchema.parse(JSON.parse((await ask(JSON.stringify(differing))).body)).predictions;
      return [prediction?.kubernetes, prediction?.stages[0]?.points.map(({ summary }) => summary)];
    };
    const [older, newer] = [await answers('v1.27.3'), await answers('v1.30.1')];
    expect([older[0], newer[0]]).toEqual(['1.27', '1.30']);
    expect(older[1]).not.toEqual(newer[1]);
  });

  test('a pod that will not run is an answer, with the words to expect', async () => {
    const ask = await predictor(snapshotWith(runsAs('S-1-5-21-1-2-3-1001')));
    const { status, body } = await ask(manifest, { 'content-type': 'application/yaml' });
    expect([status, JSON.parse(body).predictions[0]?.stopsAt]).toEqual([200, 'user']);
  });

  test('takes JSON, and what curl --data-binary sends', async () => {
    for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
      const { status, body } = await (await predictor())(JSON.stringify(pod), { 'content-type': type });
      expect([status, JSON.parse(body).predictions[0]?.pod.name]).toEqual([200, 'a']);
    }
  });

  test('what cannot be read next to a pod is reported with it', async () => {
    const { status, body } = await (await predictor())(`${manifest}---\na: [\n`);
    const { predictions, troubles } = JSON.parse(body);
    expect([status, predictions.length, troubles]).toEqual([
      200,
      1,
      [expect.stringMatching(/^body:\d+:\d+: not YAML/)],
    ]);
  });

  test.each<[string, string, number, RegExp]>([
    ['nothing', '', 400, /^send a manifest as the body/],
    ['only space', ' \n', 400, /^send a manifest as the body/],
    [
      'broken YAML',
      'apiVersion: v1\nkind: [Pod\n',
      400,
      /^body must hold a HostProcess pod .*, but body:2:\d+: not YAML: /,
    ],
    ['broken JSON', '{"kind": "Pod",\n "spec": }}', 400, /but body:2:\d+: not YAML: /],
    ['a tab', 'kind: Pod\n\tspec: {}\n', 400, /but body:2:1: not YAML: /],
    ['no pod', 'kind: ConfigMap\n', 400, /but holds no pod$/],
    [
      'an ordinary pod',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n',
      400,
      /but it holds none: Pod web is not a HostProcess pod$/,
    ],
    [
      'aliases that unfold without end',
      'a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n',
      400,
      /its aliases unfold beyond measure/,
    ],
    ['one object of half a million parts', `a: [${'{},'.repeat(300_000)}]`, 413, tooMuch],
    ['more than 1 MiB', 'x'.repeat(2 ** 20 + 1), 413, /\/predict accepts a body of at most 1048576 bytes/],
    [
      'hundreds of pods with much to say of each',
      `${JSON.stringify(wordy)}\n---\n`.repeat(230),
      413,
      /^the answer is longer than 4 MiB; send less/,
    ],
  ])('refuses %s, with the way out', async (_, body, status, detail) => {
    const answer = await (await predictor())(body);
    expect(JSON.parse(answer.body)).toMatchObject({ status, detail: expect.stringMatching(detail) });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  test('has no node to answer for before the first run, and sends Retry-After', async () => {
    const gatherer: Gatherer = { gather: () => new Promise(() => undefined) };
    const ask = await serverFor(createMonitor({ gatherer, intervalSeconds: 60, log: pino({ enabled: false }) }));
    const { status, headers } = await ask('/predict', { method: 'POST', body: manifest });
    expect([status, headers['retry-after']]).toEqual([503, '1']);
  });

  test('others are answered while a manifest is read that takes too long, which is refused in the end', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()), { judgingMs: 2000 });
    const done: string[] = [];
    const reading = ask('/predict', { method: 'POST', body: slow }).then((answer) => {
      done.push('predict');
      return answer;
    });
    for (let count = 0; count < 5; count++) expect((await ask('/livez')).status).toBe(200);
    done.push('livez');
    const { status, body } = await reading;
    expect([status, JSON.parse(body).detail]).toEqual([413, expect.stringMatching(tooMuch)]);
    expect(done).toEqual(['livez', 'predict']);
  });

  test('a busy machine answers what a quiet one does: only the time of the processor counts', async () => {
    const asked = { method: 'POST', body: manifest };
    const quiet = await serverFor(savedMonitor(snapshotWith(six)));
    const before = process.cpuUsage();
    const expected = await quiet('/predict', asked);
    const { user, system } = process.cpuUsage(before);
    // Threads that share a core take more of its time for the same work, up to twice as much.
    const busy = await serverFor(savedMonitor(snapshotWith(six)), { judgingMs: (3 * (user + system)) / 1000 });
    const burners = Array.from({ length: 3 * availableParallelism() }, () => new Worker('for (;;);', { eval: true }));
    onTestFinished(async () => void (await Promise.all(burners.map((burner) => burner.terminate()))));
    const { status, body } = await busy('/predict', asked);
    expect([status, body]).toEqual([200, expected.body]);
  });

  test.each([
    [59, 200, undefined, ''],
    [60, 503, '60', 'this machine is too busy to judge it within 60 s; ask again later'],
  ])('who has waited for %i s when the answer is ready gets %i', async (seconds, status, retryAfter, detail) => {
    const held = heldClock();
    const begun = Promise.withResolvers<void>();
    const everySecond = (look: () => void) => {
      begun.resolve();
      return held.everySecond(look);
    };
    const ask = await serverFor(savedMonitor(snapshotWith(six)), { clock: { ...held, everySecond } });
    const answer = ask('/predict', { method: 'POST', body: manifest });
    await begun.promise;
    held.pass(seconds);
    const { headers, body, ...got } = await answer;
    expect([got.status, headers['retry-after'], JSON.parse(body).detail ?? '']).toEqual([status, retryAfter, detail]);
  });

  test('only a few are read at once; a refusal says what is running, and a client that left frees its place', async () => {
    const snapshot = savedMonitor(snapshotWith());
    const origin = await originFor(snapshot);
    // One of a reader's is judged at a time, ten more may wait.
    const left = Array.from({ length: 12 }, () => {
      const asked = request(`${origin}/predict`, { method: 'POST', agent: false });
      asked.on('error', () => undefined);
      asked.end(slow);
      return asked;
    });
    const ask = () => fetch(`${origin}/predict`, { method: 'POST', body: manifest });
    let refused = await ask();
    while (refused.status === 200) refused = await ask();
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({
      detail: 'too many requests wait for their turn; ask again in a second',
    });
    for (const asked of left) asked.destroy();
    let answer = await ask();
    while (answer.status === 503) answer = await ask();
    expect(answer.status).toBe(200);
  });
});

/** A server for this node, asked to lint. */
async function linter(snapshot = snapshotWith()) {
  const ask = await serverFor(savedMonitor(snapshot));
  return (body: string, headers: Record<string, string> = {}) => ask('/lint', { method: 'POST', body, headers });
}
const linted = (body: string) => lintSchema.parse(JSON.parse(body));

/** What is an error without the bind filter, and nothing with it. */
const tied = hostProcessPod("  containers: [{name: a, image: r, command: ['C:\\hpc\\a.exe']}]\n");

describe('POST /lint', () => {
  test('gives back no password of the manifest', async () => {
    const secret = 'kT9#vQ2m!xW7pL4z';
    const ask = await linter(snapshotWith(six));
    const { status, body } = await ask(
      hostProcessPod(
        `  containers: [{name: a, image: r, workingDir: 'C:\\x\\--password=${secret}', command: ['C:\\hpc\\a.exe']}]\n`,
      ),
    );
    expect(status).toBe(200);
    expect(body).toContain('--password');
    expect(body).not.toContain(secret);
  });

  test('answers for the kind of this node as lint -o json does', async () => {
    const { status, headers, body } = await (await linter(snapshotWith(six)))(tied);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(JSON.parse(body)).toEqual(
      lint([{ file: 'body', text: tied }], { nodes: ['1.6'], all: false, kubernetes: 'v1.33.4' }),
    );
    expect(linted(body).problems).toMatchObject([{ rule: 'hpc-path', severity: 'error', nodes: null }]);
  });

  test.each([
    ['bind mode', snapshotWith(), ['1.7 with bind filter'], []],
    ['no bind filter', snapshotWith(fallback), ['1.7 without bind filter'], ['hpc-path']],
  ])('judges by the newest run: %s', async (_mode, snapshot, nodes, rules) => {
    const { nodes: asked, problems } = linted((await (await linter(snapshot))(tied)).body);
    expect(asked).toEqual(nodes);
    expect(problems.map(({ rule }) => rule)).toEqual(rules);
  });

  test.each([
    ['JSON', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [{ kind: 'Service' }] }), 'application/json'],
    ['YAML', 'kind: Service\n', 'application/yaml'],
    ['what curl --data-binary sends', '---\nkind: Service\n', 'application/x-www-form-urlencoded'],
  ])('takes %s, and passes over what has no pod', async (_form, body, type) => {
    const answer = await (await linter())(body, { 'content-type': type });
    expect([answer.status, linted(answer.body)]).toMatchObject([200, { pods: [], passedOver: { Service: 1 } }]);
  });

  test('reports what cannot be read with its place, and judges the rest', async () => {
    const { status, body } = await (await linter())(`kind: [\n---\n${tied}`);
    const { pods, problems } = linted(body);
    expect([status, pods.length]).toEqual([200, 1]);
    expect(problems).toMatchObject([{ rule: 'syntax', file: 'body', line: 1 }]);
  });

  test.each<[string, string, number, RegExp]>([
    ['nothing', '', 400, /^send a manifest as the body/],
    ['more than 1 MiB', 'x'.repeat(2 ** 20 + 1), 413, /^\/lint accepts a body of at most 1048576 bytes/],
    [
      'what has more to say than anybody reads',
      `---\nkind: Pod\nspec: {securityContext: {windowsOptions: {hostProcess: true}}, containers: [{}]}\n`.repeat(1600),
      413,
      /^the answer is longer than 4 MiB; send less/,
    ],
  ])('refuses %s, with the way out', async (_what, body, status, detail) => {
    const answer = await (await linter())(body);
    expect(JSON.parse(answer.body)).toMatchObject({ status, detail: expect.stringMatching(detail) });
    expect(answer.status).toBe(status);
  });

  test('has no node to answer for before the first run, and sends Retry-After', async () => {
    const gatherer: Gatherer = { gather: () => new Promise(() => undefined) };
    const ask = await serverFor(createMonitor({ gatherer, intervalSeconds: 60, log: pino({ enabled: false }) }));
    const { status, headers } = await ask('/lint', { method: 'POST', body: tied });
    expect([status, headers['retry-after']]).toEqual([503, '1']);
  });

  test('others are answered while a large manifest is read', async () => {
    const ask = await serverFor(savedMonitor(snapshotWith()));
    const good = readFileSync(new URL('../manifests/network.yaml', import.meta.url), 'utf8');
    const large = `${good}---\n`.repeat(Math.floor(2 ** 20 / (good.length + 4)));
    const done: string[] = [];
    const linting = ask('/lint', { method: 'POST', body: large }).then((answer) => {
      done.push('lint');
      return answer;
    });
    for (let count = 0; count < 3; count++) expect((await ask('/livez')).status).toBe(200);
    done.push('livez');
    const { status, body } = await linting;
    expect([status, linted(body).pods.length]).toEqual([200, Math.floor(2 ** 20 / (good.length + 4))]);
    expect(done).toEqual(['livez', 'lint']);
  });
});
