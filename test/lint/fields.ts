import { readFileSync } from 'node:fs';
import { z } from 'zod';

const fields = z.record(z.string(), z.unknown());
/**
 * A single change of a HostProcess pod, after the cases of validation_test.go in pkg/apis/core/validation of
 * kubernetes/kubernetes at 000f26050. `source`: the function that refuses it; `words`: how.
 */
export const change = z.strictObject({
  id: z.string(),
  words: z.string().nullable(),
  source: z.string(),
  kind: z.enum(['Pod', 'DaemonSet']).default('Pod'),
  kubernetes: z.int().default(34),
  spec: fields.default({}),
  container: fields.default({}),
  metadata: fields.default({}),
});
export type Change = z.infer<typeof change>;

export const changesIn = (file: string): Change[] =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => change.parse(JSON.parse(line)));

export const windowsOptions = { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' };

export function manifestOf({ kind, spec, container, metadata }: Change) {
  const pod = {
    hostNetwork: true,
    nodeSelector: { 'kubernetes.io/os': 'windows' },
    securityContext: { windowsOptions },
    containers: [{ name: 'a', image: 'r.example.com/a:1', command: ['agent.exe'], ...container }],
    ...spec,
  };
  const named = { name: 'a', namespace: 'tools', ...metadata };
  if (kind === 'Pod') return { apiVersion: 'v1', kind, metadata: named, spec: pod };
  const labels = { app: 'a' };
  const template = { metadata: { labels }, spec: pod };
  return { apiVersion: 'apps/v1', kind, metadata: named, spec: { selector: { matchLabels: labels }, template } };
}

/**
 * Values of fields of a HostProcess pod, one or two at a time, from all of the API's types; `refused`: the minor versions whose own
 * code refuses them. Source: what ValidatePodCreate of k8s.io/kubernetes v1.25.15, v1.26.10, v1.28.3, v1.33.3 and v1.34.1 said, after strict decoding, defaults
 * and the dropping of fields, as the API server calls them.
 */
const validated = z.strictObject({
  id: z.string(),
  spec: z.looseObject({
    containers: z.array(z.unknown()).optional(),
    volumes: z.array(z.unknown()).optional(),
    securityContext: z.looseObject({}).optional(),
  }),
  refused: z.array(z.literal([25, 26, 28, 33, 34])),
});
export const validatedFields = readFileSync(new URL('validated-fields.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => validated.parse(JSON.parse(line)));

const own = {
  name: 'a',
  image: 'r/a:1',
  command: ['agent.exe'],
  volumeMounts: [{ name: 'host', mountPath: 'C:\\h' }],
};

export function validatedPod({ spec }: z.infer<typeof validated>): object {
  const { containers = [], volumes = [], ...rest } = spec;
  const pod = {
    hostNetwork: true,
    nodeSelector: { 'kubernetes.io/os': 'windows' },
    securityContext: { windowsOptions },
    ...rest,
    containers: [own, ...containers],
    volumes: [{ name: 'host', hostPath: { path: 'C:\\h' } }, ...volumes],
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'tools' }, spec: pod };
}
