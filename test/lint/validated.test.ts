import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { lint } from '../../agent/lint.ts';
import { apiRules } from '../../agent/rules/index.ts';
import { compareGaps } from '../known-gaps.ts';
import { anyNode } from '../rules/lint.ts';

/**
 * Values of fields of a HostProcess pod, one or two at a time, from all of the API's types; `refused`: the minor versions whose own
 * code refuses them. Source: what ValidatePodCreate of k8s.io/kubernetes v1.25.15, v1.26.10, v1.28.3, v1.33.3 and v1.34.1 said, after strict decoding, defaults
 * and the dropping of fields, as the API server calls them.
 */
const answer = z.strictObject({
  id: z.string(),
  spec: z.looseObject({
    containers: z.array(z.unknown()).optional(),
    volumes: z.array(z.unknown()).optional(),
    securityContext: z.looseObject({}).optional(),
  }),
  refused: z.array(z.literal([25, 26, 28, 33, 34])),
});
const answers = readFileSync(new URL('validated-fields.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => answer.parse(JSON.parse(line)));

const windowsOptions = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };
const own = {
  name: 'a',
  image: 'r/a:1',
  command: ['agent.exe'],
  volumeMounts: [{ name: 'host', mountPath: 'C:\\h' }],
};

function manifestOf({ spec }: z.infer<typeof answer>): string {
  const { containers = [], volumes = [], ...rest } = spec;
  const pod = {
    hostNetwork: true,
    nodeSelector: { 'kubernetes.io/os': 'windows' },
    securityContext: { windowsOptions },
    ...rest,
    containers: [own, ...containers],
    volumes: [{ name: 'host', hostPath: { path: 'C:\\h' } }, ...volumes],
  };
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'tools' }, spec: pod });
}

const beforeRules = ['type', 'version', 'metadata', 'workload', 'field', 'syntax', 'host-process-field', 'size'];
const ofServer = new Set([...apiRules.map(({ id }) => id), ...beforeRules]);

test.each([25, 26, 28, 33, 34] as const)(
  'lint refuses what the code of Kubernetes 1.%i refuses, and nothing else',
  (minor) => {
    const missed = new Map<string, string>();
    const wrong = new Map<string, string>();
    for (const one of answers) {
      const options = { nodes: anyNode, all: false, kubernetes: `1.${minor}` };
      const errors = lint([{ file: 'a.json', text: manifestOf(one) }], options).problems.filter(
        ({ severity, rule }) => severity === 'error' && ofServer.has(rule),
      );
      const isRefused = one.refused.includes(minor);
      if (isRefused && errors.length === 0) missed.set(one.id, JSON.stringify(one.spec));
      if (!isRefused && errors.length > 0) wrong.set(one.id, errors.map(({ message }) => message).join('; '));
    }
    const refused = answers.filter((one) => one.refused.includes(minor)).length;
    console.log(
      `1.${minor}: refused ${refused}, missed ${missed.size}; accepted ${answers.length - refused}, wrong ${wrong.size}`,
    );
    expect([...wrong]).toEqual([]);
    compareGaps(missed, new URL(`validated-${minor}.gaps.txt`, import.meta.url));
  },
);
