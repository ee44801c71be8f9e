import { type FactId, factIds } from '../fact/ids.ts';
import type { FactError } from '../fact.ts';
import type { Diagnosis, Report, Weight } from '../report.ts';
import { knownFacts, type Snapshot } from '../snapshot.ts';
import { factValues, mayPass } from './values.ts';

/** The known values of a node, by name: "containerd account", "finding bind-filter". null: none. */
export type Values = Map<string, string | null>;

/**
 * The values of one run that matter for its history. It leaves out values that could not be read, and numbers that
 * change by themselves: process ids, times, free bytes.
 */
export interface Digest {
  values: Values;
  /** The diagnoses, by "diagnosis <signature>"; a missing one was not found in the logs and events that were read. */
  diagnoses: Values;
  status: Report['status'];
}

export function digest({ snapshot, report }: { snapshot: Snapshot; report: Report }): Digest {
  const values = Object.entries({
    'node name': snapshot.node,
    'hostprobe version': snapshot.tool.version,
    ...factValues(knownFacts(snapshot)),
    ...Object.fromEntries(
      report.findings.map(({ check, status }) => [
        `finding ${check}`,
        status === 'unknown' || status === 'hidden' ? undefined : status,
      ]),
    ),
    ...Object.fromEntries(factIds.map((id) => [`fact ${id}`, readWhole(snapshot, id) ? 'read' : undefined])),
  });
  const alike = Map.groupBy(report.diagnoses, ({ signature }) => `diagnosis ${signature}`);
  return {
    values: new Map(values.flatMap(([what, value]) => (value === undefined ? [] : [[what, clip(value)]]))),
    diagnoses: new Map([...alike].map(([what, diagnoses]) => [what, clip(showCauses(diagnoses))])),
    status: report.status,
  };
}

const longest = 500;
const clip = (value: string | null) =>
  value === null || value.length <= longest ? value : `${value.slice(0, longest - 3)}...`;

const order: readonly Weight[] = ['confirmed', 'likely', 'possible'];

/** "containerd-account confirmed, local-group-missing possible": each cause with its highest weight among like failures. */
function showCauses(diagnoses: readonly Diagnosis[]): string {
  const causes = diagnoses.flatMap((diagnosis) => diagnosis.causes);
  const shown = order.flatMap((weight, heaviness) => {
    const heavier = order.slice(0, heaviness);
    const ids = causes.filter((cause) => cause.weight === weight).map(({ id }) => id);
    const isHeavier = (id: string) => causes.some((cause) => cause.id === id && heavier.includes(cause.weight));
    return [...new Set(ids)].filter((id) => !isHeavier(id)).map((id) => `${id} ${weight}`);
  });
  return shown.length === 0 ? 'every known cause ruled out' : shown.join(', ');
}

/** No part of this fact failed or ran out of time. */
function readWhole({ facts }: Snapshot, id: FactId): boolean {
  const hasFailed = (data: unknown): boolean => {
    if (data === null || typeof data !== 'object') return false;
    if ('ok' in data && data.ok === false && 'error' in data) {
      // A part that is not ok has its error (fact.ts).
      return mayPass(data.error as FactError);
    }
    return Object.values(data).some(hasFailed);
  };
  return facts[id].ok && !hasFailed(facts[id]);
}
