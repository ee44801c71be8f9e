import type { KubernetesObject } from '../kubernetes.ts';
import { type Answer, statusOf } from './status.ts';

type Fields = { [name: string]: unknown };
type Query = Record<string, string>;

/** What a field selector may name. Source: kubernetes pkg/apis/core/v1/conversion.go. */
const selectable: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    ...['spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName', 'spec.hostNetwork'],
    ...['status.phase', 'status.podIP', 'status.podIPs', 'status.nominatedNodeName'],
  ],
  Node: ['spec.unschedulable'],
  Event: [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (field) => `involvedObject.${field}`,
    ),
    ...['reason', 'reportingComponent', 'source', 'type'],
  ],
};
const everywhere = ['metadata.name', 'metadata.namespace'];

/** The state of the cluster that lists are of; this API has one for ever. */
export const resourceVersion = '814';

const keyOf = ({ metadata: { namespace, name } }: KubernetesObject) => `${namespace ?? ''}/${name}`;

/**
 * A list, by fields and labels and in pages: with the continue tokens of etcd's keys. A list that may be
 * of any version (0) comes from the API server's own memory, which knows no pages.
 */
export function listOf(
  { kind, apiVersion }: { kind: string; apiVersion: string },
  objects: readonly KubernetesObject[],
  query: Query,
): Answer {
  const { fieldSelector = '', labelSelector = '', limit = '', continue: token } = query;
  const unknown = termsOf(fieldSelector).find(([path]) => !(selectable[kind] ?? []).concat(everywhere).includes(path));
  if (unknown !== undefined) return statusOf(400, 'BadRequest', `field label not supported: ${unknown[0]}`);
  if (token !== undefined && query.resourceVersion !== undefined) {
    return statusOf(400, 'BadRequest', 'specifying resource version is not allowed when using continue');
  }
  const start = token === undefined ? '' : startOf(token);
  if (start === null) {
    return statusOf(
      400,
      'BadRequest',
      "invalid continue token: continue key is not valid: invalid character 'i' looking for beginning of value",
    );
  }
  const all = objects.filter((one) => isSelected(one, fieldSelector) && isLabelled(one, labelSelector));
  const rest = start === '' ? all : all.slice(all.findIndex((one) => keyOf(one) === start) + 1);
  const items = limit === '' || query.resourceVersion === '0' ? rest : rest.slice(0, Number(limit));
  const left = rest.length - items.length;
  const last = items.at(-1);
  const next = left === 0 || last === undefined ? {} : { continue: tokenAfter(keyOf(last)) };
  // How much is left is not counted where the server has to choose.
  const remaining = left > 0 && fieldSelector === '' && labelSelector === '' ? { remainingItemCount: left } : {};
  const metadata = { resourceVersion, ...next, ...remaining };
  return { status: 200, answer: { kind: `${kind}List`, apiVersion, metadata, items } };
}

/** Source: kubernetes apiserver pkg/storage/continue.go, EncodeContinue. */
export const tokenAfter = (key: string) =>
  Buffer.from(
    `{"v":"meta.k8s.io/v1","rv":${resourceVersion},"start":${JSON.stringify(`${key.startsWith('/') ? '' : '/'}${key}\0`)}}`,
  ).toString('base64url');

function startOf(token: string): string | null {
  try {
    const { start } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { start: string };
    const key = start.replace(/\0$/, '');
    return /^\/[^/]*$/.test(key) ? key : key.slice(1);
  } catch {
    return null;
  }
}

const termsOf = (selector: string) =>
  selector
    .split(',')
    .filter((term) => term !== '')
    .map((term) => term.split(/==?/) as [string, string]);

function isSelected(object: KubernetesObject, selector: string): boolean {
  return termsOf(selector).every(([path, wanted]) => {
    const value = path.split('.').reduce((at: unknown, key) => (at as Fields | undefined)?.[key], object);
    return String(value ?? '') === wanted;
  });
}

/** Source: kubernetes apimachinery pkg/labels/selector.go; of the set-based forms, `in`. */
function isLabelled({ metadata }: KubernetesObject, selector: string): boolean {
  const labels = (metadata.labels ?? {}) as Record<string, string>;
  return selector
    .split(/,(?![^(]*\))/)
    .filter((term) => term !== '')
    .every((term) => {
      const [, not, key = '', operator, value = ''] = /^(!?)([^=!\s]+)\s*(!=|==?|in)?\s*(.*)$/.exec(term) ?? [];
      if (operator === undefined) return key in labels !== (not === '!');
      if (operator === 'in')
        return value
          .replace(/[()]/g, '')
          .split(',')
          .includes(labels[key] ?? '');
      return (labels[key] === value) === (operator !== '!=');
    });
}
