import { type Sighting, weigh } from './cause.ts';
import { causeNamed } from './causes/index.ts';
import type { Message } from './message.ts';
import { redactText } from './redact.ts';
import type { Diagnosis, Explanation, Weight } from './report.ts';
import { containerOf, toSighting } from './sighting.ts';
import { type KnownFacts, schemaVersion } from './snapshot.ts';

const order: readonly Weight[] = ['confirmed', 'likely', 'possible', 'ruled-out'];

/**
 * What the messages mean on the node that the facts are of: one diagnosis for each failure, however often and by
 * however many pods it was met. Those with a confirmed cause come first. Messages that are no known wording are left out.
 * @param facts none of a text alone: then nothing but the text decides
 */
export function diagnose(messages: readonly Message[], facts: KnownFacts = {}): Diagnosis[] {
  const sightings = messages.flatMap((message) => toSighting(message, facts) ?? []);
  const groups = [...Map.groupBy(sightings, sameFailure).values()];
  return groups
    .flatMap(([first, ...more]) => (first ? [toDiagnosis([first, ...more], facts)] : []))
    .sort((a, b) => rank(a) - rank(b));
}

export const explanationOf = (diagnoses: Diagnosis[]): Explanation => ({
  schemaVersion,
  recognised: diagnoses.length > 0,
  diagnoses,
});

/** Where a diagnosis stands: by its heaviest cause; what is no failure of a HostProcess container comes last. */
const rank = ({ causes, hostProcess }: Diagnosis): number =>
  hostProcess ? order.indexOf(causes[0]?.weight ?? 'ruled-out') : order.length;

/** The same words about the same user are the same failure; a temporary account has another name each time. */
function sameFailure({ match: { signature, captured }, user }: Sighting): string {
  const { account, ...shared } = captured;
  const kept = signature.id.startsWith('local-account') ? shared : captured;
  return JSON.stringify([signature.id, Object.entries(kept), user?.runAs.text ?? null]);
}

function toDiagnosis(group: readonly [Sighting, ...Sighting[]], facts: KnownFacts): Diagnosis {
  const last = latest(group.map(({ message }) => message));
  const newest = group.find(({ message }) => message === last) ?? group[0];
  const { signature, captured } = newest.match;
  const causes = signature.causes.map((id) => {
    const cause = causeNamed(id);
    const { weight, evidence } = weigh(cause, newest, facts);
    return { cause, weight, evidence };
  });
  causes.sort((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight));
  return {
    signature: signature.id,
    title: signature.title,
    component: signature.component,
    hostProcess: signature.hostProcess,
    captured,
    seen: seenOf(group),
    causes: causes.map(({ cause: { id, title, fix, reference }, weight, evidence }) => ({
      id,
      weight,
      title,
      evidence,
      fix: fix(newest, facts),
      reference,
    })),
    checks: [...new Set(causes.flatMap(({ cause, weight }) => (weight === 'ruled-out' ? [] : cause.checks)))],
  };
}

/** Where it was seen: one entry for each container of each source, with how often, first and last. */
function seenOf(group: readonly Sighting[]): Diagnosis['seen'] {
  const places = Map.groupBy(group, ({ message }) =>
    JSON.stringify([message.source, message.pod ?? null, containerOf(message).name ?? null]),
  );
  return [...places.values()].flatMap((sightings) => {
    const messages = sightings.map(({ message }) => message);
    const newest = latest(messages);
    if (newest === undefined) return [];
    const first = messages
      .flatMap(({ at, firstAt }) => [at, firstAt])
      .filter((time) => time !== undefined)
      .sort()[0];
    const { name } = containerOf(newest);
    return [
      {
        source: newest.source,
        text: redactText(newest.written ?? newest.text),
        count: messages.reduce((sum, { count }) => sum + count, 0),
        ...(newest.at === undefined ? {} : { at: newest.at }),
        ...(first === undefined || first === newest.at ? {} : { firstAt: first }),
        ...(newest.pod === undefined ? {} : { pod: newest.pod }),
        ...(name === undefined ? {} : { container: name }),
      },
    ];
  });
}

/** The one that was said last; of those without a time, the last that was read. */
const latest = (messages: readonly Message[]): Message | undefined =>
  messages.reduce((a: Message | undefined, b) => (a === undefined || (b.at ?? '') >= (a.at ?? '') ? b : a), undefined);
