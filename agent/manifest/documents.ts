import { jsonEnds } from './json.ts';
import type { Path } from './path.ts';

/** A piece of a text that is parsed by itself, and where it starts in the text. */
export interface Chunk {
  text: string;
  offset: number;
  /** For an item that was cut out of a large list: the kind that the list gives it, "" for any; null: a document. */
  itemKind: string | null;
}

/** An object larger than this cannot be stored: etcd takes requests of 1.5 MiB by default. */
export const maxChunk = 2 * 1024 * 1024;

/**
 * The documents of a YAML stream, which may be one JSON document. A list that is too large for one piece gives a piece
 * per item.
 */
export function* chunksOf(text: string): Generator<Chunk> {
  for (const chunk of documentsOf(text)) {
    if (isEmpty(chunk.text)) continue;
    const items = chunk.text.length > maxChunk ? itemsOf(chunk) : null;
    if (items === null) yield* jsonDocuments(chunk);
    else yield* items;
  }
}

/** JSON documents may follow each other without a marker. */
function* jsonDocuments(chunk: Chunk): Generator<Chunk> {
  const { text, offset } = chunk;
  if (!/^(?:---)?\s*\{/.test(text)) {
    yield chunk;
    return;
  }
  let start = 0;
  for (const end of jsonEnds(text)) {
    yield { ...chunk, text: text.slice(start, end), offset: offset + start };
    start = end;
  }
}

/** Markers are at the start of a line and never inside a scalar (YAML 1.2, section 9.1.2). */
function* documentsOf(text: string): Generator<Chunk> {
  let start = 0;
  // What follows "..." without a marker kubectl does not read.
  let isOver = false;
  for (const { index } of text.matchAll(/^(?:---|\.\.\.)(?=\s|$)/gm)) {
    if (index > start && !isOver) yield { text: text.slice(start, index), offset: start, itemKind: null };
    isOver = text.startsWith('...', index);
    start = index;
  }
  if (isOver) return;
  if (start < text.length) yield { text: text.slice(start), offset: start, itemKind: null };
}

/** Nothing but a marker, comments and blanks. */
const isEmpty = (text: string) => !/^[ \t\ufeff]*[^ \t\r\n#\ufeff]/m.test(text.replace(/^---/, ''));

function itemsOf({ text, offset }: Chunk): Generator<Chunk> | null {
  const json = /^(?:---)?\s*\{/.test(text);
  // A list of one kind, such as PodList, does not say it again in each item.
  const kind = json ? /"kind"\s*:\s*"(\w*)List"/.exec(text) : /^kind:[ \t]*(\w*)List[ \t]*\r?$/m.exec(text);
  const spans = json ? jsonItems(text) : yamlItems(text);
  return spans === null ? null : chunks(spans, { text, offset, itemKind: kind?.[1] ?? '' });
}

function* chunks(spans: Iterable<Span>, { text, offset, itemKind }: Chunk): Generator<Chunk> {
  for (const [start, end] of spans) yield { text: text.slice(start, end), offset: offset + start, itemKind };
}

type Span = readonly [start: number, end: number];

/** As kubectl prints a list: `items:` and its `- ` at the start of a line. null: not of that form. */
function yamlItems(text: string): Generator<Span> | null {
  const items = /^items:[ \t]*\r?$/m.exec(text);
  return items === null ? null : yamlElements(text, items.index + 'items:'.length);
}

function* yamlElements(text: string, from: number): Generator<Span> {
  const lines = /^[^\s#]/gm;
  lines.lastIndex = from;
  let start: number | null = null;
  for (let line = lines.exec(text); line !== null; line = lines.exec(text)) {
    if (start !== null) yield [start, line.index];
    start = line[0] === '-' ? line.index : null;
    if (start === null) return;
  }
  if (start !== null) yield [start, text.length];
}

/** The items of the outermost "items" of a JSON list; null: it has none. */
function jsonItems(text: string): Generator<Span> | null {
  // Strings, and the marks that separate everything else.
  const tokens = text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},]/g);
  let depth = 0;
  let before = '';
  for (;;) {
    const { value: found, done } = tokens.next();
    if (done) return null;
    const [token] = found;
    if (token === '[' && depth === 1 && before === '"items"') return jsonElements(text, tokens, found.index + 1);
    if (token === '[' || token === '{') depth++;
    if (token === ']' || token === '}') depth--;
    before = token;
  }
}

function* jsonElements(text: string, tokens: Iterable<RegExpExecArray>, from: number): Generator<Span> {
  let depth = 0;
  let start = from;
  for (const { 0: token, index } of tokens) {
    const ends = depth === 0 && (token === ',' || token === ']');
    if (ends && text.slice(start, index).trim() !== '') yield [start, index];
    if (ends && token === ']') return;
    if (ends) start = index + 1;
    if (token === '[' || token === '{') depth++;
    if (token === ']' || token === '}') depth--;
  }
}

/** Where each kind keeps its pod, and the API version that has it: since 1.25 one for each. */
export interface Workload {
  template: Path;
  version: string;
}

const apps: Workload = { template: ['spec', 'template'], version: 'apps/v1' };

const workloads: Readonly<Record<string, Workload>> = {
  Pod: { template: [], version: 'v1' },
  PodTemplate: { template: ['template'], version: 'v1' },
  ReplicationController: { template: ['spec', 'template'], version: 'v1' },
  DaemonSet: apps,
  Deployment: apps,
  StatefulSet: apps,
  ReplicaSet: apps,
  Job: { template: ['spec', 'template'], version: 'batch/v1' },
  CronJob: { template: ['spec', 'jobTemplate', 'spec', 'template'], version: 'batch/v1' },
};

/** API groups of Kubernetes itself; a DaemonSet of another group may be something else. */
const ownGroup = /^(?:v\w+|(?:apps|batch|extensions)\/\w+)$/;

/** null: no kind with a pod that is known here. */
export function workloadOf(kind: string, apiVersion: string): Workload | null {
  if (!Object.hasOwn(workloads, kind)) return null;
  return apiVersion === '' || ownGroup.test(apiVersion) ? (workloads[kind] ?? null) : null;
}
