import { existsSync, readFileSync } from 'node:fs';
import * as models from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import * as z from 'zod';
import * as objects from '../../../agent/host/cluster/objects.ts';

interface Field {
  baseName: string;
  type: string;
}

/** The fields of an object of Kubernetes, from its OpenAPI document, by the names that they have in JSON. */
function fieldsOf(model: string): ReadonlyMap<string, string> | null {
  const found = Reflect.get(models, model) as { getAttributeTypeMap?: () => Field[] } | undefined;
  const fields = found?.getAttributeTypeMap?.();
  return fields === undefined ? null : new Map(fields.map(({ baseName, type }) => [baseName, type]));
}

/** How JSON writes what the client has as a type of its own. */
const written: Readonly<Record<string, string>> = { Date: 'string', V1MicroTime: 'string' };

/** What a schema takes besides nothing at all. */
function taken(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = schema._zod as {
    def: { type: string; innerType?: z.core.$ZodType; in?: z.core.$ZodType; out?: z.core.$ZodType };
  };
  if (def.innerType !== undefined) return taken(def.innerType);
  // A transformation reads what is before it; a preparation gives what is after it.
  if (def.type === 'pipe' && def.in && def.out)
    return taken((def.in._zod as { def: { type: string } }).def.type === 'transform' ? def.out : def.in);
  return schema;
}

/** The fields that an object of Kubernetes may leave out, from the declaration of the same document. */
function optionalOf(model: string): ReadonlySet<string> {
  const file = new URL(`../../../node_modules/@kubernetes/client-node/dist/gen/models/${model}.d.ts`, import.meta.url);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return new Set([...text.matchAll(/^ {4}'(\w+)'\?:/gm)].map(([, name = '']) => name));
}

/** Where a schema reads something else than the model has, or demands what may be absent. */
function unlike(schema: z.core.$ZodType, type: string, at: string): string[] {
  const { def } = taken(schema)._zod as {
    def: { type: string; shape?: Record<string, z.core.$ZodType>; element?: z.core.$ZodType };
  };
  const [, item] = /^Array<(.*)>$/.exec(type) ?? [];
  if (def.type === 'array' && def.element)
    return item === undefined ? [`${at}: ${type}`] : unlike(def.element, item, `${at}[]`);
  if (def.type === 'record') return type.startsWith('{ [key: string]') ? [] : [`${at}: ${type}`];
  if (def.type !== 'object') return def.type === (written[type] ?? type) ? [] : [`${at}: ${type}`];
  const fields = fieldsOf(type);
  return Object.entries(def.shape ?? {}).flatMap(([name, inner]) => {
    const own = fields?.get(name);
    if (own === undefined) return [`${at}.${name}: none`];
    const absent = optionalOf(type).has(name) && !z.safeParse(inner, undefined).success;
    return [...(absent ? [`${at}.${name}: may be absent`] : []), ...unlike(inner, own, `${at}.${name}`)];
  });
}

test.each([
  ['V1Pod', objects.pod],
  ['V1Node', objects.apiNode],
  ['CoreV1Event', objects.apiEvent],
  ['V1DaemonSet', objects.daemonSet],
  ['V1Service', objects.apiService],
  ['V1EndpointSlice', objects.apiEndpointSlice],
  ['V1Namespace', objects.namespace],
  ['V1TokenReview', objects.tokenReview],
  ['V1SelfSubjectAccessReview', objects.accessReview],
  ['V1SubjectAccessReview', objects.accessReview],
  ['VersionInfo', objects.apiVersionInfo],
])(
  'every field that is read of a %s is one that Kubernetes has, of its kind, and may be absent where it may be',
  (model, schema) => {
    expect(fieldsOf(model)?.size).toBeGreaterThan(0);
    expect(optionalOf(model).size).toBeGreaterThan(0);
    expect(unlike(schema, model, model)).toEqual([]);
  },
);
