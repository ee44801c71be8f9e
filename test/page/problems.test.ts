import { expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { diagnose, explanationOf } from '../../agent/diagnose.ts';
import { nodeKinds } from '../../agent/node/new-pod.ts';
import { explanationView, problemsView, reportView } from '../../agent/page/problems.ts';
import { work } from '../../agent/page/work.ts';
import { schemaVersion } from '../../agent/snapshot.ts';
import { snapshotOf } from '../stories.ts';
import { markupOf, plain } from './markup.ts';

test('a text without a known error is no good news: it is shown as unknown', () => {
  const view = explanationView({ schemaVersion, recognised: false, summary: [], diagnoses: [] }, null);
  const html = markupOf(view);
  expect(html).toContain('class="verdict unknown"');
  expect(html).not.toContain('verdict pass');
});

const pod = (name: string, more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  hostNetwork: true\n  nodeSelector: {kubernetes.io/os: windows}\n  securityContext: {windowsOptions: {hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM'}}\n${more}  containers: [{name: a, image: a}]\n`;

async function linted(text: string, file?: string) {
  const files = file === undefined ? [] : [new File([file], 'other.yaml')];
  const entered = { text, pod: '', files };
  const answer = await work({ do: 'lint', entered, choices: { nodes: nodeKinds, all: false } }, () => undefined);
  if (answer.tab !== 'lint') throw new Error('it is linted');
  return answer;
}
const viewOf = (answer: Awaited<ReturnType<typeof linted>>) =>
  markupOf(problemsView(answer, 'manifest', () => undefined));

test('problems stand below their file, the worst first, each with its mark, place, line, nodes and rule', async () => {
  const answer = await linted(pod('a', ''), pod('b', ''));
  const [model] = answer.lint.problems;
  const made = (severity: 'error' | 'warn' | 'info', file: string) => ({
    ...{ rule: `rule-${severity}`, severity, message: `said ${severity}`, file, line: 5, column: 3, object: 'Pod a' },
    ...{
      fix: null,
      nodes: severity === 'warn' ? ([nodeKinds[0]] as (typeof nodeKinds)[number][]) : null,
      reference: 'https://example.com/x',
    },
  });
  answer.lint.problems = [
    made('info', 'manifest'),
    made('warn', 'manifest'),
    made('error', 'manifest'),
    made('error', 'other.yaml'),
  ].map((one) => ({ ...model, ...one })) as typeof answer.lint.problems;
  answer.lines = ['line of info', 'line of warn', 'line of error', 'line of other'];
  const html = viewOf(answer);
  const cards = html.split('<li class="card ').slice(1);
  expect(cards.map((card) => /^\w+/.exec(card)?.[0])).toEqual(['fail', 'warn', 'skip', 'fail']);
  expect(plain(cards[0])).toMatch(
    /^fail"> Error: said error rule-error Go to line 5, column 3 Pod a line of error See example\.com\/x/,
  );
  expect(plain(cards[1])).toMatch(/ line of warn On .+ only\. See /);
  expect(plain(cards[0])).not.toContain('only.');
  // Only what was pasted has lines to go to.
  expect(plain(cards[3])).toMatch(/ line 5, column 3 Pod a line of other/);
  expect(cards[3]).not.toContain('<button');
  expect(plain(html)).toMatch(
    /^As it is, this will be refused, .* 2 errors, 1 warning, 1 note in 2 HostProcess pods\./,
  );
});

test('what a comment silenced and what was passed over is counted', async () => {
  const silenced = pod('a', '  # hostprobe: ignore image-tag x\n');
  const answer = await linted(`${silenced}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n`);
  answer.lint.silenced = answer.lint.silenced.slice(0, 0);
  expect(plain(viewOf(answer))).not.toContain('silenced');
  expect(plain(viewOf(answer))).toContain('Skipped: 1 x ConfigMap.');
  const one = { ...answer, lint: { ...answer.lint, silenced: [Object(null)] } };
  expect(plain(viewOf(one))).toContain('1 problem silenced by a comment.');
});

test('an explanation begins with the first failure of a HostProcess pod, and its mark says how sure it is', () => {
  const logon = 'failed to create user process token: failed to logon user: Access is denied.';
  const linux = 'MountVolume.SetUp failed for volume "x" : mount failed: exit status 32';
  const diagnoses = diagnose([linux, logon].map((text) => ({ source: 'text', text, count: 1 })));
  const view = (all: typeof diagnoses) => markupOf(explanationView(explanationOf(all), null));
  const html = view(diagnoses);
  expect(html).toContain('class="verdict warn"');
  expect(plain(html)).toMatch(/^Possible, first of \d+: containerd runs as an account .* containerd-account /);
  expect(html).not.toContain('Related checks');
  const sure = structuredClone(diagnoses);
  for (const one of sure) for (const cause of one.causes.slice(0, 1)) cause.weight = 'confirmed';
  expect(view(sure)).toContain('class="verdict fail"');
  for (const one of sure) one.hostProcess = false;
  expect(view(sure)).toContain('class="verdict skip"');
});

test('the verdict of lint is that of its worst problem, and of a file without a pod it is none', async () => {
  const answer = await linted(pod('a', ''));
  const [model] = answer.lint.problems;
  const head = (...severities: ('error' | 'warn' | 'info')[]) => {
    const problems = severities.map((severity) => ({ ...model, severity, file: 'manifest', line: 1 }));
    const html = viewOf({ ...answer, lint: { ...answer.lint, problems: problems as typeof answer.lint.problems } });
    return /class="verdict (\w+)"/.exec(html)?.[1];
  };
  expect([head(), head('info'), head('info', 'warn'), head('warn', 'error', 'info')]).toEqual([
    ...['pass', 'pass', 'warn', 'fail'],
  ]);
  const none = await linted('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n');
  expect(/class="verdict (\w+)"/.exec(viewOf(none))?.[1]).toBe('skip');
  expect(plain(viewOf(none))).toContain('No HostProcess pod');
});

test('a problem without a line, a fix, an object or a reference has no empty place for it', async () => {
  const answer = await linted(pod('a', ''));
  const [model] = answer.lint.problems;
  const bare = { ...model, severity: 'error', file: 'manifest', line: 9, column: 1 };
  const shown = (more: object, line: string) =>
    viewOf({
      ...answer,
      lint: { ...answer.lint, problems: [{ ...bare, ...more }] as typeof answer.lint.problems },
      lines: [line],
    });
  const full = { fix: model?.fix ?? null, object: 'Pod a', reference: 'https://example.com/x', nodes: [nodeKinds[0]] };
  const none = { fix: null, object: null, reference: null, nodes: null };
  const parts = [/class="source"/, />See </, /<span>Pod a</, / only\./];
  expect(parts.map((one) => one.test(shown(full, 'kind: Pod').replaceAll('See <', '>See <')))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(parts.map((one) => one.test(shown(none, '').replaceAll('See <', '>See <')))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('an explanation says on what it rests, or how to get the facts; where no cause is left it is unknown', () => {
  const logon = 'failed to create user process token: failed to logon user: Access is denied.';
  const diagnoses = diagnose([{ source: 'text', text: logon, count: 1 }]);
  const view = (all: typeof diagnoses, node: Parameters<typeof explanationView>[1]) =>
    markupOf(explanationView(explanationOf(all), node));
  const based = plain(view(diagnoses, { name: 'win-7', at: '2026-11-01T12:00:00.000Z' }));
  expect(based).toContain('win-7 at 2026-11-01 12:00:00 UTC');
  expect(based).not.toContain('drop node.json here');
  expect(plain(view(diagnoses, null))).toContain('drop node.json here');
  const left = diagnoses.map((one) => ({
    ...one,
    causes: one.causes.map((cause) => ({ ...cause, weight: 'ruled-out' as const })),
  }));
  const html = view(left, null);
  expect(html).toContain('class="verdict unknown"');
  expect(plain(html)).toContain(left[0]?.title ?? 'no title');
});

test('the report of a node in trouble has its findings first, and of one that is well its outline', () => {
  const order = (story: string) => {
    const html = markupOf(reportView(assess(snapshotOf(story))));
    return [/class="columns (\w+)"/.exec(html)?.[1], html.indexOf('id="outline"') < html.indexOf('class="findings"')];
  };
  expect([order('nssm-user-account'), order('healthy')]).toEqual([
    ['busy', false],
    ['quiet', true],
  ]);
});
