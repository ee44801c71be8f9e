import * as z from 'zod';
import { type Path, showPath } from './path.ts';
import { unmarshalError } from './unmarshal-error.ts';

/**
 * The parts of a pod that rules and predictions read. Everything may be missing, and what is not named here stays as it
 * is. Source: k8s.io/api/core/v1 types.go.
 */
const list = <Item extends z.ZodType>(item: Item) => z.array(item).default([]);
const text = z.string().optional();
const flag = z.boolean().optional();
const whole = z.int().optional();
const texts = z.record(z.string(), z.string()).default({});
/** The API server reads an empty item of a list of words as an empty word. */
const words = z.array(z.preprocess((word) => word ?? '', z.string())).default([]);

const windowsOptions = z.looseObject({
  hostProcess: flag,
  runAsUserName: text,
  gmsaCredentialSpec: text,
  gmsaCredentialSpecName: text,
});
const some = z.looseObject({}).optional();
const aimed = z.looseObject({ host: text }).optional();
const handler = z.looseObject({
  exec: z.looseObject({ command: words }).optional(),
  httpGet: aimed,
  tcpSocket: aimed,
  grpc: some,
  sleep: some,
});
export type Handler = z.infer<typeof handler>;
/** A quantity is a number or a text such as 500m. */
const quantities = z.record(z.string(), z.unknown()).default({});

const container = z.looseObject({
  name: z.string().default(''),
  image: text,
  command: words,
  args: words,
  workingDir: text,
  env: list(
    z.looseObject({
      name: z.string().default(''),
      value: text,
      valueFrom: z.looseObject({ fieldRef: z.looseObject({ fieldPath: text }).optional() }).optional(),
    }),
  ),
  ports: list(z.looseObject({ name: text, containerPort: whole, hostPort: whole, hostIP: text, protocol: text })),
  resources: z.looseObject({ requests: quantities, limits: quantities }).optional(),
  volumeMounts: list(
    z.looseObject({
      name: z.string().default(''),
      mountPath: z.string().default(''),
      subPath: text,
      subPathExpr: text,
      readOnly: flag,
    }),
  ),
  securityContext: z.looseObject({ windowsOptions: windowsOptions.optional(), runAsNonRoot: flag }).optional(),
  livenessProbe: handler.optional(),
  readinessProbe: handler.optional(),
  startupProbe: handler.optional(),
  lifecycle: z.looseObject({ preStop: handler.optional(), postStart: handler.optional() }).optional(),
});
export type Container = z.infer<typeof container>;

const volume = z.looseObject({
  name: z.string().default(''),
  hostPath: z.looseObject({ path: z.string().default(''), type: text }).optional(),
  projected: z.looseObject({ sources: list(z.looseObject({})) }).optional(),
});

export const podSpec = z.looseObject({
  containers: list(container),
  initContainers: list(container),
  ephemeralContainers: list(container),
  volumes: list(volume),
  securityContext: z.looseObject({ windowsOptions: windowsOptions.optional(), runAsNonRoot: flag }).optional(),
  hostNetwork: flag,
  hostPID: flag,
  hostIPC: flag,
  hostUsers: flag,
  shareProcessNamespace: flag,
  hostnameOverride: text,
  dnsPolicy: text,
  dnsConfig: some,
  resources: some,
  tolerations: list(z.looseObject({ key: text, operator: text, value: text, effect: text })),
  os: z.looseObject({ name: text }).optional(),
  nodeName: text,
  nodeSelector: texts,
  serviceAccountName: text,
  automountServiceAccountToken: flag,
  terminationGracePeriodSeconds: whole,
});
export type PodSpec = z.infer<typeof podSpec>;

export const annotationMap = texts;
export const textField = z.string();

/** A field that holds another kind of value than the API server takes there. */
export interface TypeError {
  path: Path;
  message: string;
}

/**
 * Reads a value by a schema in which everything may be missing. A field of the wrong type is told, taken out, and the
 * rest read without it. null counts as missing, as the API server has it.
 * @param at where the value stands in its object, for the messages
 * @returns isBeyond: too much is wrong to be told
 */
export function readLenient<Shape extends z.ZodType>(
  schema: Shape,
  value: unknown,
  at: Path,
): { value: z.infer<Shape> | null; errors: TypeError[]; isBeyond?: true } {
  let rest = hasNull(value) ? withoutNull(value) : value;
  const errors: TypeError[] = [];
  for (;;) {
    const parsed = tryToParse(schema, rest);
    if (parsed === null) return { value: null, errors, isBeyond: true };
    if (parsed.success) return { value: parsed.data, errors };
    if (rest === value) rest = withoutNull(value);
    for (const issue of parsed.error.issues) {
      // A path into JSON has no symbols in it.
      const path = issue.path as (string | number)[];
      errors.push({ path: [...at, ...path], message: complaint([...at, ...path], issue, found(rest, path)) });
      if (path.length === 0) return { value: null, errors };
      remove(rest, path, issue.code === 'invalid_type' && issue.expected === 'string' ? '' : {});
    }
  }
}

/** null: it has more faults than the stack holds. */
function tryToParse<Shape extends z.ZodType>(
  schema: Shape,
  value: unknown,
): z.ZodSafeParseResult<z.infer<Shape>> | null {
  try {
    return schema.safeParse(value ?? undefined);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const expected: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a map of fields',
  record: 'a map of texts',
};

function complaint(path: Path, issue: z.core.$ZodIssue, value: unknown): string {
  // Only a number that is too large for a whole one gives another code.
  const kind = issue.code === 'invalid_type' ? issue.expected : 'int';
  const wanted = expected[kind] ?? kind;
  const quotes = wanted === 'text' && typeof value !== 'object' ? ': put it in quotes' : '';
  const words = unmarshalError(path, value);
  return `${words === null ? '' : `${words}; `}${showPath(path)} must be ${wanted}, but is ${describe(value)}${quotes}`;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 80))}`;
  if (Array.isArray(value)) return 'a list';
  return value !== null && typeof value === 'object' ? 'a map of fields' : String(value);
}

const hasNull = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'object' && Object.values(value).some(hasNull));

/** A copy without fields that are null. */
function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  for (const field of kept) field[1] = withoutNull(field[1]);
  return Object.fromEntries(kept);
}

const found = (value: unknown, path: Path): unknown =>
  // Whatever is asked for a step that it does not have answers undefined.
  path.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], value);

/** Takes a field out; an item of a list becomes an empty one, so that the others keep their indexes. */
function remove(value: unknown, path: Path, empty: '' | object): void {
  const parent = found(value, path.slice(0, -1));
  const last = path.at(-1);
  if (Array.isArray(parent)) parent[Number(last)] = empty;
  else if (parent !== null && typeof parent === 'object') Reflect.deleteProperty(parent, String(last));
}
