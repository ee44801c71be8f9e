import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * What kube-apiserver 1.34.2 answered when it was asked to create single changes of a HostProcess pod (server-side dry
 * run, strict field validation), as a Pod and as a DaemonSet, in namespaces of three Pod Security levels.
 */
const answer = z.strictObject({
  what: z.string(),
  kind: z.enum(['Pod', 'DaemonSet']),
  namespace: z.enum(['node-tools', 'base', 'strict']),
  spec: z.looseObject({ containers: z.array(z.looseObject({})) }),
  status: z.literal([201, 400, 403, 422]),
  message: z.string().nullable(),
  causes: z.array(z.strictObject({ reason: z.string(), message: z.string(), field: z.string() })).nullable(),
  warnings: z.string().nullable(),
});
export type Answer = z.infer<typeof answer>;

const file = new URL('admission-v1.34.2.jsonl', import.meta.url);
export const answers: readonly Answer[] = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => answer.parse(JSON.parse(line)));

export const idOf = ({ kind, namespace, what }: Answer): string => `${kind} in ${namespace}: ${what}`;

/** What a namespace enforces. */
const levels = { 'node-tools': 'privileged', base: 'baseline', strict: 'restricted' } as const;

/** The object that was sent, and its namespace. */
export function manifestOf({ kind, namespace, spec }: Answer): string {
  const labels = { 'pod-security.kubernetes.io/enforce': levels[namespace] };
  const metadata = { name: 'a', namespace };
  const pod = { apiVersion: 'v1', kind, metadata, spec };
  const app = { app: 'a' };
  const template = { metadata: { labels: app }, spec };
  const daemonSet = { apiVersion: 'apps/v1', kind, metadata, spec: { selector: { matchLabels: app }, template } };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } },
    kind === 'Pod' ? pod : daemonSet,
  ]
    .map((object) => JSON.stringify(object))
    .join('\n---\n');
}

/** What the server said is wrong, each with its field; of a DaemonSet, what Pod Security will say of its pods. */
export function wordsOf({ message, causes, warnings }: Answer): string[] {
  if (causes !== null) return causes.map(({ field, message: text }) => `${field}: ${text}`);
  // A warning is quoted: RFC 9111's predecessor RFC 7234, section 5.5.
  const text = message ?? String(JSON.parse(warnings?.replace(/^299 - /, '') ?? '""'));
  return [
    text.replace(/^.* cannot be handled as a \w+: (?:strict decoding error: )?|^.*violates? (?=PodSecurity)/, ''),
  ];
}
