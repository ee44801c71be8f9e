import { LineCounter } from 'yaml';
import { fieldFaults } from './manifest/admission/fields.ts';
import { metadataFaults, namespaceFaults } from './manifest/admission/metadata.ts';
import { waysOut } from './manifest/admission/way-out.ts';
import type { ObjectFault } from './manifest/admission/words.ts';
import { type Chunk, chunksOf, type Workload, workloadOf } from './manifest/documents.ts';
import { newestMinor } from './manifest/kubernetes.ts';
import { asList, asText, fieldsOf, type Path, type Position, valueIn } from './manifest/path.ts';
import type { Pod } from './manifest/pod.ts';
import { textsField } from './manifest/shape.ts';
import { type PodSpec, podSpec, readLenient } from './manifest/spec.ts';
import { parseChunk } from './manifest/yaml.ts';

/** A text with manifests: YAML of any number of documents, or JSON. */
export interface Input {
  /** As the user named it. */
  file: string;
  text: string;
}

/** What is wrong with a manifest as such, before any pod in it is judged. */
export interface Trouble extends Position {
  file: string;
  /**
   * `syntax`: kubectl cannot read it; `size`: more than is read here; `template`: it must be rendered first; `metadata`: the API
   * server refuses it.
   */
  kind: 'syntax' | 'size' | 'template' | 'metadata';
  message: string;
  /** `warn`: the intended value was read anyway; else an error. */
  severity?: 'warn' | 'error';
}

export interface Namespace {
  name: string;
  labels: Readonly<Record<string, string>>;
}

/** What has an address of its own, and sends what comes there to pods with these labels. */
export type SelectingService = NonNullable<ReturnType<typeof readService>>;

/** An object that pods may name: a ConfigMap, a Secret, a ServiceAccount, ... */
type NamedObject = NonNullable<ReturnType<typeof readNamed>>;

/** What a reader of manifests finds, in the order of the text. */
export type Item =
  | { is: 'pod'; pod: Pod }
  /** An object without a pod; `object` null: nothing names it. `service`: it is one with an address of its own. */
  | { is: 'other'; kind: string; object: NamedObject | null; namespace?: Namespace; service?: SelectingService }
  | { is: 'trouble'; trouble: Trouble };

/** Yields one object at a time, so that only the text is in memory as a whole. */
export function* readManifests({ file, text }: Input): Generator<Item> {
  const positionOf = positionsIn(text);
  let unread = 0;
  const seen = new Set<Trouble['severity']>();
  for (const chunk of chunksOf(text)) {
    if (unread === maxUnread) {
      const message = `${maxUnread} documents before this one cannot be read; nothing is read from here on`;
      yield { is: 'trouble', trouble: { file, kind: 'size', message, ...positionOf(chunk.offset) } };
      return;
    }
    let isRead = true;
    for (const item of readChunk(file, chunk, positionOf)) {
      const trouble = item.is === 'trouble' ? item.trouble : null;
      isRead &&= trouble === null || (trouble.severity === 'warn' && trouble.kind !== 'template');
      // The documents of a template are rendered together: it is reported once, and again if it is worse.
      if (trouble?.kind === 'template') {
        if (seen.has(trouble.severity)) continue;
        seen.add(trouble.severity);
      }
      yield item;
    }
    if (!isRead) unread++;
  }
}

/** kubectl gives up at the first. */
const maxUnread = 10_000;

function* readChunk(file: string, chunk: Chunk, positionOf: (offset: number) => Position): Generator<Item> {
  const { parsed, faults } = parseChunk(chunk);
  for (const { offset, ...fault } of faults)
    yield { is: 'trouble', trouble: { file, ...fault, ...positionOf(offset) } };
  if (parsed === null) return;
  const at = (path: Path) => positionOf(parsed.offsetOf(path));
  const { value } = parsed;
  if (value !== null && (typeof value !== 'object' || (Array.isArray(value) && chunk.itemKind === null))) {
    const what = Array.isArray(value) ? 'array' : typeof value;
    const message = `couldn't get version/kind; json parse error: json: cannot unmarshal ${what}`;
    yield { is: 'trouble', trouble: { file, kind: 'syntax', message, ...at([]) } };
    return;
  }
  // An item cut out of a YAML list is still a list of one.
  const cut = chunk.itemKind !== null && Array.isArray(value);
  const isTemplate = faults.some(({ kind }) => kind === 'template');
  const found = { file, at, kind: chunk.itemKind ?? '', isTemplate };
  yield* readObject(cut ? { ...found, value: value[0], path: [0] } : { ...found, value, path: [] });
}

/** An object that is about to be read. */
interface Found {
  file: string;
  value: unknown;
  path: Path;
  /** What the list around it says that it is; "": nothing. */
  kind: string;
  isTemplate: boolean;
  at(path: Path): Position;
}

function* readObject(found: Found): Generator<Item> {
  const object = fieldsOf(found.value);
  const kind = asText(object.kind) || found.kind;
  if (Array.isArray(object.items) && (kind === '' || kind.endsWith('List'))) {
    for (const [index, value] of object.items.entries()) {
      const path = [...found.path, 'items', index];
      if (value === null) {
        const message = 'an item of the list is null, not an object';
        yield { is: 'trouble', trouble: { file: found.file, kind: 'syntax', message, ...found.at(path) } };
        continue;
      }
      yield* readObject({ ...found, value, path, kind: kind.slice(0, -'List'.length) });
    }
    return;
  }
  const { name, labels } = fieldsOf(object.metadata);
  if (kind === 'Namespace') {
    for (const { key, message } of namespaceFaults(fieldsOf(labels))) {
      const where = found.at([...found.path, 'metadata', 'labels', key]);
      yield { is: 'trouble', trouble: { file: found.file, kind: 'metadata', severity: 'error', message, ...where } };
    }
    const namespace = { name: asText(name), labels: readLenient(textsField, labels) };
    yield { is: 'other', kind, object: null, namespace };
    return;
  }
  const workload = workloadOf(kind, asText(object.apiVersion));
  if (workload === null) {
    const service = kind === 'Service' ? readService(object) : null;
    yield {
      is: 'other',
      kind: kind === '' ? 'object without a kind' : kind,
      object: readNamed(object),
      ...(service === null ? {} : { service }),
    };
    return;
  }
  yield { is: 'pod', pod: readPod({ ...found, kind }, workload) };
}

/** null: it has no address that leads to pods. A namespace of null: the manifest leaves it to kubectl. */
function readService({ metadata, spec }: Readonly<Record<string, unknown>>) {
  const { name, namespace } = fieldsOf(metadata);
  const { selector, clusterIP, type } = fieldsOf(spec);
  const labels = readLenient(textsField, selector);
  if (clusterIP === 'None' || type === 'ExternalName' || Object.keys(labels).length === 0) return null;
  return { name: asText(name), namespace: asText(namespace) || null, selector: labels };
}

/** A namespace of null: the manifest leaves it to kubectl, or the object belongs to none. `keys`: of a ConfigMap or a Secret. */
function readNamed({ metadata, data, stringData, binaryData }: Readonly<Record<string, unknown>>) {
  const { name, namespace } = fieldsOf(metadata);
  if (asText(name) === '') return null;
  const keys = [data, stringData, binaryData].flatMap((fields) => Object.keys(fieldsOf(fields)));
  return { name: asText(name), namespace: asText(namespace) || null, keys };
}

function readPod({ file, value, path, kind, at, isTemplate }: Found, workload: Workload): Pod {
  const { template } = workload;
  const object = fieldsOf(value);
  const metadata = fieldsOf(object.metadata);
  const pod = fieldsOf(template.reduce<unknown>((inner, step) => fieldsOf(inner)[step], value));
  // The API server reads null as an empty text here.
  const given = Object.entries(fieldsOf(fieldsOf(pod.metadata).annotations)).map(([key, text]) => [key, text ?? '']);
  const spec = readLenient(podSpec, pod.spec ?? {});
  const judge =
    (kubernetes: number) =>
    (given: unknown): ObjectFault[] => [
      ...versionFaults(fieldsOf(given), { kind, version: workload.version }),
      ...metadataFaults(given, { kind, template, kubernetes }),
      ...fieldFaults(given, { kind, template, kubernetes }),
    ];
  return {
    file,
    kind,
    name: asText(metadata.name) || asText(metadata.generateName),
    isNamed: asText(metadata.name) !== '',
    namespace: asText(metadata.namespace) || null,
    base: template,
    isTemplate,
    annotations: readLenient(textsField, Object.fromEntries(given)),
    labels: readLenient(textsField, fieldsOf(pod.metadata).labels),
    spec: { ...spec, volumes: [...spec.volumes, ...claimsOf(value, spec)] },
    isUnread: (field) => judge(newestMinor)(value).some((one) => one.kind === 'type' && one.path.at(-1) === field),
    faultsFor(kubernetes) {
      const all = judge(kubernetes)(value);
      const wayOut = waysOut(value, all, judge(kubernetes));
      return all.map((fault) => ({ ...fault, ...at([...path, ...fault.path]), wayOut: () => wayOut(fault) }));
    },
    at: (inner) => at([...path, ...template, ...inner]),
  };
}

/** The volumes that a StatefulSet makes of its claims, which its pods mount as their own. */
const claimsOf = (value: unknown, { volumes }: PodSpec): PodSpec['volumes'] =>
  asList(valueIn(value, ['spec', 'volumeClaimTemplates']))
    .map((claim) => asText(valueIn(claim, ['metadata', 'name'])))
    .filter((name) => name !== '' && volumes.every((volume) => volume.name !== name))
    .map((name) => ({ name, persistentVolumeClaim: {} }));

function versionFaults(
  object: Readonly<Record<string, unknown>>,
  { kind, version }: { kind: string; version: string },
): ObjectFault[] {
  const apiVersion = asText(object.apiVersion);
  // Items of a list of one kind have neither kind nor apiVersion of their own.
  if (object.kind === undefined || version === apiVersion) return [];
  const message = apiVersion === '' ? 'apiVersion not set' : `no matches for kind "${kind}" in version "${apiVersion}"`;
  return [{ kind: 'version', path: ['apiVersion'], message, severity: 'error', right: version }];
}

function positionsIn(text: string): (offset: number) => Position {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}

/** The namespaces in a text, and its services that have an address of their own and select pods. Only pieces that may hold one are parsed. */
export function readAround({ file, text }: Input): { namespaces: Namespace[]; services: SelectingService[] } {
  const chunks = around.test(text) ? [...chunksOf(text)].filter((chunk) => around.test(chunk.text)) : [];
  const items = chunks.flatMap((chunk) => [...readChunk(file, chunk, () => ({ line: 1, column: 1 }))]);
  const others = items.filter((item) => item.is === 'other');
  return {
    namespaces: others.flatMap(({ namespace = [] }) => namespace),
    services: others.flatMap(({ service = [] }) => service),
  };
}
const around = /\bkind["']?\s*:\s*["']?(?:Namespace|Service)\b/;
