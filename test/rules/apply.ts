import { parse, parseAllDocuments } from 'yaml';
import type { Fix } from '../../agent/fix.ts';
import { showPod } from '../../agent/manifest/pod.ts';

type Map = Record<string, unknown>;

const isMap = (value: unknown): value is Map => value !== null && typeof value === 'object' && !Array.isArray(value);

/** By which items of lists are told apart: one that gets another is not found again. */
const renamed = /\b(?:name|containerPort|mountPath): "?</;

/** Whether all that a fix asks of the manifest is to set and to remove fields, whatever the reader prefers. */
export function isMechanical({ steps }: Fix): boolean {
  const own = steps.filter(({ on }) => on === 'manifest');
  if (own.some(({ say }) => say.startsWith('If you keep '))) return false;
  return own.length > 0 && own.every(({ say, run }) => (run === undefined ? removed.test(say) : !renamed.test(run)));
}

/** What a reader puts in the place of what only the reader knows. */
const chosen: Readonly<Record<string, string>> = {
  address: '192.0.2.1',
  field: 'metadata.name',
  folder: 'C:/data',
  program: 'powershell.exe',
};
const filled = (run: string) =>
  parse(run.replaceAll('<port>', '9182').replaceAll(/<([a-z ]+)>/g, (_, name: string) => chosen[name] ?? 'known'));

const removed = /^Remove ((?:spec|metadata)[^\s,:]*?)(?: \(([^)]*)\))?(?:[,:].*)?\.$/;

/**
 * The manifest, as JSON documents, after the steps of a fix.
 * @param name of the object that they are for, as lint shows it
 */
export function applied(text: string, { steps }: Fix, name: string | null): string {
  const documents = parseAllDocuments(text, { schema: 'yaml-1.1' }).map((document) => document.toJS() as unknown);
  const objects = documents.flatMap((object) => (isMap(object) && Array.isArray(object.items) ? object.items : object));
  const changed = objects.map((object: unknown) => {
    if (!isMap(object) || nameOf(object) !== name) return object;
    let whole: unknown = object;
    for (const { run, on } of steps) if (on === 'manifest' && run !== undefined) whole = merge(whole, filled(run));
    for (const { say, run } of steps) {
      const [, path, names] = (run === undefined && removed.exec(say)) || [];
      if (path !== undefined) remove(whole, stepsOf(path), names?.split(', ') ?? []);
    }
    return whole;
  });
  return changed.map((object) => JSON.stringify(object)).join('\n---\n');
}

function nameOf({ kind, metadata }: Map): string {
  const { name, generateName, namespace } = isMap(metadata) ? metadata : {};
  const shown = [name, generateName].find((one) => typeof one === 'string') ?? '';
  return showPod({ kind: `${kind}`, name: `${shown}`, namespace: typeof namespace === 'string' ? namespace : null });
}

/** spec.containers[0].env, metadata.annotations[example.com/key]. */
const stepsOf = (path: string) =>
  [...path.matchAll(/\[(\d+)\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(([, index, key, name]) =>
    index === undefined ? (key ?? name ?? '') : Number(index),
  );

/** @param names of the item of a list, which may have another index than before */
function remove(value: unknown, path: readonly (string | number)[], names: readonly string[]): void {
  const parent = path.slice(0, -1).reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), value);
  const last = path.at(-1) ?? '';
  const isNamed = (item: unknown) =>
    names.every((name) => isMap(item) && Object.values(item).map(String).includes(name));
  if (Array.isArray(parent)) parent.splice(isNamed(parent[Number(last)]) ? Number(last) : parent.findIndex(isNamed), 1);
  else Reflect.deleteProperty(Object(parent), last);
}

/** Lays a fragment over a value: maps by their keys, items of a list by their names. */
function merge(value: unknown, fragment: unknown): unknown {
  if (Array.isArray(fragment)) return mergeList(Array.isArray(value) ? value : [], fragment);
  if (!isMap(fragment)) return fragment;
  const under = isMap(value) ? value : {};
  const over = Object.entries(fragment).map(([key, inner]) => [key, merge(under[key], inner)]);
  return { ...under, ...Object.fromEntries(over) };
}

function mergeList(list: readonly unknown[], fragment: readonly unknown[]): unknown[] {
  if (fragment.length === 0 || !fragment.every(isMap)) return [...fragment];
  const merged = [...list];
  for (const item of fragment) {
    const at = placeOf(list, item);
    merged[at] = merge(list[at], item);
  }
  return merged;
}

/** The item that has the most of the keys; an only one may have been renamed. */
function placeOf(list: readonly unknown[], item: Map): number {
  if (list.length === 1) return 0;
  const same = (one: unknown) =>
    ['name', 'mountPath', 'containerPort'].filter(
      (key) => isMap(one) && item[key] !== undefined && one[key] === item[key],
    );
  const best = list.reduce<number>((at, one, index) => (same(one).length > same(list[at]).length ? index : at), 0);
  return same(list[best]).length === 0 ? list.length : best;
}
