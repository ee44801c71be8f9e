import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { Doors } from '../../../agent/cli/mcp/doors.ts';
import { causesIn, explain } from '../../../agent/cli/mcp/tools/explain.ts';
import { lint } from '../../../agent/cli/mcp/tools/lint.ts';
import { lookup } from '../../../agent/cli/mcp/tools/lookup.ts';
import { predict } from '../../../agent/cli/mcp/tools/predict.ts';
import { report } from '../../../agent/cli/mcp/tools/report.ts';
import { mcp } from '../../../agent/cli/mcp.ts';
import { readConfig } from '../../../agent/config.ts';
import { diagnose } from '../../../agent/diagnose.ts';
import { plural } from '../../../agent/fact.ts';
import { lint as judge } from '../../../agent/lint.ts';
import { nodeKinds } from '../../../agent/node/new-pod.ts';
import { predictManifests } from '../../../agent/predict/manifests.ts';
import { usualSnapshots } from '../../../agent/predict/usual-nodes.ts';
import { rules } from '../../../agent/rules/index.ts';
import { knownFacts } from '../../../agent/snapshot.ts';
import { composed } from '../../composed.ts';
import { container, manifestWith, runAs } from '../../pod.ts';
import { saved } from '../../run.ts';
import { snapshotWith } from '../../snapshot.ts';

const said = (...texts: string[]) => texts.map((text, at) => ({ source: `${at}.log`, text, count: at + 1 }));
const logon = 'failed to create user process token: failed to logon user: Access is denied.: unknown';
const pipe = 'named pipe mounts not supported for job containers - interact with the pipe directly: unknown';
const ordinary = 'hcs::CreateComputeSystem agent: The directory name is invalid.: unknown';
const asked = { signal: new AbortController().signal, progress: async () => undefined };

describe('what an assistant is told of failures', () => {
  test('has the verdict of the first, how sure it is, and how many there are', () => {
    const title = 'containerd runs as an account that is not allowed to create log-on tokens (containerd-account)';
    const sick = knownFacts(composed['nssm-user-account'] ?? snapshotWith());
    expect(causesIn(diagnose(said(logon), sick)).verdict).toBe(`Confirmed: ${title}.`);
    expect(causesIn(diagnose(said(logon, pipe), sick)).verdict).toBe(`Confirmed: ${title}. 2 failures in all.`);
    expect(causesIn([])).toEqual({ verdict: 'No known error text of a HostProcess failure is in it.', items: [] });
    const [one] = diagnose(said(logon));
    if (one === undefined) throw new Error('it is known');
    const none = { ...one, causes: one.causes.map((cause) => ({ ...cause, weight: 'ruled-out' as const })) };
    expect(causesIn([none]).verdict).toBe(`${one.title}: no known cause is left.`);
    const [other] = diagnose(said(ordinary));
    expect(causesIn(diagnose(said(ordinary))).verdict).toBe(
      `Nothing shows that a HostProcess container failed: ${other?.title}.`,
    );
  });

  test('quotes the place once, at the first cause, and names the failure at each', () => {
    const [one] = diagnose(said(logon));
    const { items } = causesIn(diagnose(said(logon)));
    expect(items.map(({ id, certainty, failure }) => ({ id, certainty, failure }))).toEqual(
      one?.causes.flatMap(({ id, weight }) =>
        weight === 'ruled-out' ? [] : [{ id, certainty: weight, failure: one.signature }],
      ),
    );
    expect(items[0]).toMatchObject({ seen: { quote: logon, in: '0.log', count: 1 }, next: one?.next });
    expect(items.slice(1).filter((item) => 'seen' in item)).toEqual([]);
  });
});

describe('what an assistant looks up', () => {
  const found = (query: string) => lookup.run({ query }, asked);

  test('by an id is each thing of that name', async () => {
    const { verdict, items } = await found(' containerd-account ');
    expect(items.map(({ is }) => is)).toEqual(['cause', 'check']);
    expect(verdict).toMatch(/^containerd-account is a cause: [^.]+\. containerd-account is a check: [^.]+\.$/);
    const [rule] = rules;
    expect(await found(rule?.id ?? '')).toMatchObject({
      items: [
        {
          is: 'rule',
          id: rule?.id,
          title: rule?.title,
          why: rule?.why,
          severity: rule?.severity,
          source: rule?.reference,
        },
      ],
    });
  });

  test('by words are twelve at most, those with most of the words first, and the error text that it is before all', async () => {
    const { verdict, items } = await found('windows containerd account of the pod');
    expect([verdict, items.length]).toEqual(['Look one of these up by its id.', 12]);
    const words = ['windows', 'containerd', 'account', 'the', 'pod'];
    const counts = items.map(
      ({ id, title }) => words.filter((word) => `${id} ${title}`.toLowerCase().includes(word)).length,
    );
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    expect((await found(logon)).items[0]).toMatchObject({ is: 'signature', id: diagnose(said(logon))[0]?.signature });
    expect(await found('zzz qq')).toEqual({ verdict: 'Nothing here has these words.', items: [] });
  });
});

const doors: Doors = readConfig(mcp, [], {}).config;
const manifest = (user: string, more = {}) =>
  manifestWith((of) => {
    runAs(user)(of);
    container({ command: ['agent.exe'], ...more })(of);
  }).text;

test('problems of a manifest come with errors first, and are counted', async () => {
  const { verdict, items } = await lint(doors).run({ manifest: manifest('hpc users\\x\\y', { stdin: 1 }) }, asked);
  const order = ['error', 'warn', 'info'];
  const ranks = items.map(({ severity }) => order.indexOf(String(severity)));
  expect(ranks).toEqual(ranks.toSorted());
  const count = (severity: string) => items.filter((one) => one.severity === severity).length;
  expect(count('error')).toBeGreaterThan(0);
  expect(verdict).toBe(
    `${plural(count('error'), 'error')} and ${plural(count('warn'), 'warning')} in 1 HostProcess pod.`,
  );
  expect(await lint(doors).run({ manifest: 'kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n' }, asked)).toEqual({
    verdict: 'It holds no HostProcess pod (hostProcess: true in securityContext.windowsOptions).',
    items: [],
  });
});

test('a problem of a manifest has all that lint itself says of it', async () => {
  const text = manifest('hpc users\\x\\y', { stdin: 1 });
  const { items } = await lint(doors).run({ manifest: text }, asked);
  const { problems } = judge([{ file: 'manifest', text }], { nodes: nodeKinds, all: false });
  for (const { rule, severity, message, fix, line, object, nodes, reference } of problems) {
    const same = { id: rule, severity, title: message, fix, line, object, nodes, source: reference };
    expect(items).toContainEqual(same);
  }
  expect(items).toHaveLength(problems.length);
});

test('a prediction of usual nodes says with which the pod runs, and what stops it on the others', async () => {
  const { verdict, items } = await predict(doors).run({ manifest: manifest('hpc-users') }, asked);
  const named = usualSnapshots().map(({ node }) => node);
  expect(verdict).toMatch(/^Of usual nodes, as none was named: Pod agent will not run with /);
  for (const node of named) expect(verdict).toContain(node);
  expect(items.map(({ id }) => id)).toEqual(named);
  expect(items[0]).toMatchObject({ certainty: 'likely', pod: 'agent', verdict: 'will not run', mode: 'volume' });
});

test('what a tool calls by a name in quotation marks is one of its arguments', async () => {
  const tools = [explain(doors), lint(doors), predict(doors), report(doors)] as const;
  for (const { id, input, run } of tools) {
    const refused = await run({}, asked).then(String, String);
    const named = [...refused.matchAll(/"([a-z]+)"/g)].map(([, name = '']) => name);
    expect(named.length, id).toBeGreaterThan(1);
    expect(Object.keys(input.shape), id).toEqual(expect.arrayContaining(named));
  }
});

describe('of a saved node', () => {
  const open: Doors = { ...doors, allow: [tmpdir()] };
  const named = (name: string, edit?: Parameters<typeof snapshotWith>[0]) =>
    saved({ ...snapshotWith(edit), node: name });
  const pod = manifest('NT AUTHORITY\\SYSTEM');

  test('a prediction says whether the pod runs there, and what is not known', async () => {
    const runs = await predict(open).run({ manifest: pod, facts: named('win-7') }, asked);
    expect(runs.verdict).toMatch(/^Pod agent will run on win-7\b/);
    const { predictions } = predictManifests(
      [{ file: 'manifest', text: pod }],
      [{ ...snapshotWith(), node: 'win-7' }],
      [],
    );
    const [one] = predictions;
    if (one === undefined) throw new Error('it is predicted');
    // What each container finds, as the prediction has it.
    expect(runs.items.filter(({ id }) => id === 'container')).toEqual(
      one.containers.map((container) => ({
        ...{ id: 'container', pod: 'agent', mode: one.mode, containerd: one.containerd },
        ...container,
      })),
    );
    const unseen = named('win-8', (facts) => {
      const refused = { ok: false, error: { kind: 'denied', message: 'x' } } as const;
      facts['runtime-binaries'].shim = null;
      facts['runtime-binaries'].bindFilter.present = refused;
      facts.runtime.version = refused;
    });
    const open8 = await predict(open).run({ manifest: pod, facts: unseen }, asked);
    expect(open8.verdict).toMatch(/^Pod agent (?:may|will) run on win-8\b/);
    // All that is open or wrong is told, and nothing that passes.
    const told = open8.items.flatMap(({ verdict }) => verdict ?? []);
    expect(new Set(told)).toContain('cannot-tell');
    expect(told).not.toContain('passes');
    const refused = await predict(open).run({ manifest: manifest('hpc-users\\x'), facts: named('win-7') }, asked);
    expect(refused.verdict).toMatch(/^Pod agent will not run on win-7\b/);
    await expect(predict(open).run({ manifest: 'kind: ConfigMap' }, asked)).rejects.toThrow();
  });

  test('a text is weighed by its facts, a log is read from its file, and a snapshot without a failure is told by its report', async () => {
    const sick = saved(composed['nssm-user-account'] ?? snapshotWith());
    const weigh = async (more: object) =>
      (await explain(open).run({ text: logon, ...more }, asked)).items[0]?.certainty;
    expect([await weigh({}), await weigh({ facts: sick })]).toEqual(['possible', 'confirmed']);
    const told: [number, number][] = [];
    const heard = { ...asked, progress: async (done: number, of: number) => void told.push([done, of]) };
    const file = saved(`${logon}\n`);
    expect((await explain(open).run({ file }, heard)).items[0]).toMatchObject({ id: 'containerd-account' });
    expect(told.at(-1)).toEqual([logon.length + 1, logon.length + 1]);
    const quiet = await explain(open).run({ file: named('win-7') }, asked);
    expect(quiet.items).toEqual([]);
    expect(quiet.verdict).toMatch(/is a snapshot of the node win-7, in which hostprobe recognises no error text/);
    for (const wrong of [{}, { text: 'a', file }, { text: 'a', pod: 'a/b' }]) {
      await expect(explain(open).run(wrong, asked)).rejects.toThrow('send one of "text", "file" and "pod"');
    }
  });
});
