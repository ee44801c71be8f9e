import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { lint } from '../../agent/lint.ts';
import { readManifests } from '../../agent/manifest.ts';
import { compareGaps } from '../known-gaps.ts';
import { anyNode } from '../rules/lint.ts';

const readPod = z.strictObject({
  name: z.string(),
  annotations: z.record(z.string(), z.string()),
  hostNetwork: z.boolean(),
  dnsPolicy: z.string().nullable(),
  containers: z.array(
    z.strictObject({
      args: z.array(z.string()),
      workingDir: z.string().nullable(),
      env: z.array(z.strictObject({ name: z.string(), value: z.string() })),
      ports: z.array(z.number()),
    }),
  ),
});

/**
 * What kubectl 1.34.5 itself made of each text (`kubectl set env --local -f - -o json X=y`, without that variable): the
 * pods that it read, or its error. `source`: the test-suite or document that the case comes from.
 */
const readCase = z.strictObject({
  id: z.string(),
  source: z.string(),
  text: z.string(),
  pods: z.array(readPod).nullable(),
  error: z.string().nullable(),
});
type Case = z.infer<typeof readCase>;

const cases = readFileSync(new URL('yaml-kubectl-v1.34.5.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => readCase.parse(JSON.parse(line)));
const [refused, taken] = [cases.filter(({ pods }) => pods === null), cases.filter(({ pods }) => pods !== null)];

function problemsOf(text: string): { rule: string; severity: string; message: string }[] {
  try {
    return lint([{ file: 'a.yaml', text }], { nodes: anyNode, all: false }).problems;
  } catch (error) {
    return [{ rule: 'crash', severity: 'crash', message: String(error) }];
  }
}

/** The fields of the pods that were recorded, as they are read here. */
function podsIn(text: string): Case['pods'] {
  const items = [...readManifests({ file: 'a.yaml', text })];
  return items.flatMap((item) => {
    if (item.is !== 'pod') return [];
    const { name, annotations, spec } = item.pod;
    const containers = spec.containers.map(({ args, workingDir = null, env, ports }) => ({
      args: [...args],
      workingDir,
      env: env.map(({ name: variable, value = '' }) => ({ name: variable, value })),
      ports: ports.map(({ containerPort = 0 }) => containerPort),
    }));
    const { hostNetwork = false, dnsPolicy = null } = spec;
    return [{ name, annotations: { ...annotations }, hostNetwork, dnsPolicy, containers }];
  });
}

/** What is wrong with the reading of a text, before any rule is asked. */
const reading = ['syntax', 'type', 'version', 'size'];

describe('of YAML and JSON', () => {
  test('there are texts that kubectl takes, and texts that it refuses', () => {
    expect([taken.length, refused.length]).toEqual([172, 121]);
  });

  test('what kubectl refuses is an error', () => {
    const failed = new Map(
      refused
        .filter(({ text }) => !problemsOf(text).some(({ severity }) => severity === 'error'))
        .map(({ id, error }) => [id, error ?? '']),
    );
    compareGaps(failed, new URL('yaml-refused.gaps.txt', import.meta.url));
  });

  test('what kubectl refuses is told in its words', () => {
    const failed = new Map<string, string>();
    for (const { id, text, error } of refused) {
      const [, words] = /: yaml: (?:line \d+: )?(.*)$/s.exec(error ?? '') ?? [];
      const said = problemsOf(text).map(({ message }) => message);
      if (words !== undefined && !said.some((message) => message === `not YAML: ${words}`)) failed.set(id, words);
    }
    compareGaps(failed, new URL('yaml-words.gaps.txt', import.meta.url));
  });

  test('what kubectl accepts is not a reading error', () => {
    const failed = new Map<string, string>();
    for (const { id, text } of taken) {
      const wrong = problemsOf(text).find(
        ({ severity, rule }) => (severity === 'error' && reading.includes(rule)) || rule === 'crash',
      );
      if (wrong !== undefined) failed.set(id, wrong.message);
    }
    compareGaps(failed, new URL('yaml-taken.gaps.txt', import.meta.url));
  });

  test('what kubectl takes is read as it reads it', () => {
    const failed = new Map<string, string>();
    for (const { id, text, pods } of taken) {
      const [here, there] = [JSON.stringify(podsIn(text)), JSON.stringify(pods)];
      if (here !== there) failed.set(id, `${here.slice(0, 400)}, but kubectl reads ${there.slice(0, 400)}`);
    }
    compareGaps(failed, new URL('yaml-values.gaps.txt', import.meta.url));
  });

  test('an action among the words of a command is for the program, and one of helm is a template there too', () => {
    const rulesFor = (word: string) => {
      const container = { name: 'a', image: 'r/a:1', command: ['docker.exe', 'ps', '--format', word] };
      const windowsOptions = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };
      const spec = { hostNetwork: true, securityContext: { windowsOptions }, containers: [container] };
      const text = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec });
      return lint([{ file: 'a.json', text }], { nodes: anyNode, all: false }).problems.map(({ rule }) => rule);
    };
    expect(rulesFor('{{.Names}}')).not.toContain('template');
    expect(rulesFor('{{ .Values.format }}')).toEqual(['template']);
  });

  // Source: kubernetes-sigs/yaml goyaml.v2 resolve.go, yamlStyleFloat.
  test.each(['e2', '-e3', '.e1', '+.', '._'])('%s is no number, for it has no digit before the exponent', (name) => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}`;
    const { problems } = lint([{ file: 'a.yaml', text: `${text}\nspec: {containers: [{name: a, image: r/a:1}]}` }], {
      nodes: anyNode,
      all: true,
    });
    expect(problems.filter(({ rule }) => rule === 'type')).toEqual([]);
  });

  test('a duplicate key is a warning that says which one counts', () => {
    const failed = new Map<string, string>();
    for (const { id, text } of taken.filter((one) => / twice|again/.test(one.id) && !/anchor|merge/.test(one.id))) {
      const said = problemsOf(text).filter(({ rule }) => rule === 'syntax');
      const isRight =
        said.length > 0 && said.every(({ severity, message }) => severity === 'warn' && /last/.test(message));
      if (!isRight) failed.set(id, JSON.stringify(said.map(({ severity, message }) => `${severity} ${message}`)));
    }
    compareGaps(failed, new URL('yaml-twice.gaps.txt', import.meta.url));
  });

  test('a template is reported as a template, with the command that renders it, and nothing else of its document', () => {
    const failed = new Map<string, string>();
    for (const { id, text } of cases.filter((one) => /^a template /.test(one.id) && !/comment/.test(one.id))) {
      const said = problemsOf(text);
      const isRight =
        said.length === 1 && /template/.test(`${said[0]?.message}`) && /helm template/.test(JSON.stringify(said));
      if (!isRight) failed.set(id, JSON.stringify(said.map(({ severity, message }) => `${severity} ${message}`)));
    }
    compareGaps(failed, new URL('yaml-template.gaps.txt', import.meta.url));
  });
});
