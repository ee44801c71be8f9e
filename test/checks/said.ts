import * as z from 'zod';
import { type Check, runCheck } from '../../agent/check.ts';
import { checks } from '../../agent/checks/index.ts';
import type { FactError } from '../../agent/fact.ts';
import { factSchemas } from '../../agent/facts/index.ts';
import type { ExplainedFix } from '../../agent/fix.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { faults, furtherFaults } from '../faults.ts';
import { shapeOf } from '../golden-shape.ts';
import { snapshotWith } from '../snapshot.ts';
import { asBusy, asLocalService } from '../variations.ts';

/** Of a value in the facts: the id of the fact, "value", then names and numbers. */
type Path = readonly string[];
type Fields = Record<string, unknown>;

/** Plain data that notes which of its values are read. */
function watched<T>(value: T, reads: Map<string, Path>, path: Path = []): T {
  if (value === null || typeof value !== 'object') return value;
  const known = new Map<string, unknown>();
  return new Proxy(value, {
    get(target, key) {
      const inner: unknown = Reflect.get(target, key);
      if (typeof key !== 'string' || key === 'length' || typeof inner === 'function') return inner;
      const own = [...path, key];
      reads.set(own.join('/'), own);
      // The same object each time, as in plain data.
      if (!known.has(key)) known.set(key, watched(inner, reads, own));
      return known.get(key);
    },
  });
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Fields | undefined)?.[key], value);

/** A copy with another value there, or without one. */
function withValue<T>(value: T, [key = '', ...rest]: Path, other: unknown): T {
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Fields;
  const inner = rest.length === 0 ? other : withValue(copy[key], rest, other);
  if (inner === undefined) delete copy[key];
  else copy[key] = inner;
  return copy as T;
}

const errors = (['denied', 'timeout'] as const).map((kind): FactError => ({ kind, message: `the ${kind} part` }));
/** Every word that a field of some fact may have, of those with a list of them. */
const words = [...JSON.stringify(z.toJSONSchema(z.object(factSchemas))).matchAll(/"enum":\[([^\]]*)\]/g)].flatMap(
  ([, list = '']) => list.replaceAll('"', '').split(','),
);

/** What may stand in the place of a value, if the fact allows it. A text that may be any says nothing more as another. */
function othersOf(value: unknown, fits: (other: unknown) => boolean): unknown[] {
  if (typeof value === 'boolean') return [!value].filter(fits);
  if (typeof value === 'number') return [0, null, undefined].filter(fits);
  if (typeof value === 'string') return [...(fits('no such word') ? [] : words), null, undefined].filter(fits);
  if (Array.isArray(value)) return value.length === 0 ? [] : [[]].filter(fits);
  if (typeof value !== 'object' || value === null) return [];
  return ('ok' in value ? errors.map((error) => ({ ok: false, error })) : [null]).filter(fits);
}

/** Whether a fact allows a value in a place: the same in each element of a list. */
const allowed = new Map<string, boolean>();

/** The node itself, and all that differ from it in one value that the check reads. */
function neighbours(check: Check, base: Snapshot): Snapshot[] {
  const reads = new Map<string, Path>();
  runCheck(check, { ...base, facts: watched(base.facts, reads) });
  const near = [...reads.values()].flatMap((path) => {
    const id = path[0] as keyof typeof factSchemas;
    if (path[1] !== 'value' || path.length < 3) return [];
    const fits = (other: unknown) => {
      const place = JSON.stringify([path.map((key) => key.replace(/^\d+$/, '')), other ?? String(other)]);
      const fact = allowed.has(place) ? null : withValue(base.facts, path, other)[id];
      if (fact !== null) allowed.set(place, fact.ok && factSchemas[id].safeParse(fact.value).success);
      return allowed.get(place) === true;
    };
    const others = othersOf(valueAt(base.facts, path), fits);
    return others.map((other) => ({ ...base, facts: withValue(base.facts, path, other) }));
  });
  return [base, ...near];
}

/**
 * The words of each check: what it is about, and of the healthy node, of those with a fault and of all their neighbours its
 * verdicts in short, with what was seen and what is to be done. Of what stands further up only the beginning is shown. Who changes
 * a word here says that it is true of that node; sources are those of the checks.
 */
export function saidOfChecks(): string {
  const all = checks.flatMap((check) => {
    const faulty = [...Object.values(faults[check.id] ?? {}), ...(furtherFaults[check.id] ?? [])];
    const nodes = [() => undefined, asLocalService, ...faulty, asBusy].flatMap((edit) =>
      neighbours(check, snapshotWith(edit)),
    );
    const known = new Set<string>();
    const once = (text: string, begin: number): string => {
      if (known.has(shapeOf(text))) return text.length > begin + 1 ? `${text.slice(0, begin)}…` : text;
      known.add(shapeOf(text));
      return text;
    };
    const stepsOf = ({ steps, verify }: ExplainedFix) =>
      [
        ...steps,
        ...(verify === undefined ? [] : [{ on: `then ${verify.on}`, say: verify.expect, run: verify.run }]),
      ].map(({ on, say, run, risk }: { on: string; say: string; run?: string; risk?: string }) =>
        [`${on}: ${say.replace(check.id, '<check>')}`, run ?? [], risk ?? []].flat().join(' > '),
      );
    const told = nodes.flatMap((node) => {
      const { status, summary, evidence, fix, causes, broughtBy = [], note } = runCheck(check, node);
      if (status === 'hidden' || errors.some(({ message }) => summary.endsWith(message))) return [];
      const steps = fix === null ? [] : stepsOf(fix);
      const points = [...causes, ...broughtBy.map((id) => `after ${id}`)].join(', ');
      const verdict = [status, summary, ...evidence.map(({ label }) => label), ...steps, points]
        .map(shapeOf)
        .join('\n');
      if (known.has(verdict)) return [];
      known.add(verdict);
      const lines = [
        `${status}: ${once([summary, note ?? []].flat().join('; '), 40)}`,
        evidence.map(({ label, value }) => once(`${label}: ${value}`, label.length)).join(' | '),
        steps.map((step) => once(step, 20)).join(' | '),
        points,
      ];
      return lines
        .filter((line) => line !== '')
        .map((line, index) => `${index === 0 ? '  ' : '    '}${line.replaceAll('\n', ' > ')}`);
    });
    const { id, area, title, why, reference, stopsNewPods, follows = [] } = check;
    const about = [title, `area ${area}`, stopsNewPods === undefined ? [] : `stops new pods at ${stopsNewPods}`].flat();
    const after = follows.map((one) => `after ${one}`);
    return ['', `${id}: ${[...about, ...after].join('; ')}`, `  ${why}`, `  ${reference ?? 'no reference'}`, ...told];
  });
  return `${all.slice(1).join('\n')}\n`;
}
