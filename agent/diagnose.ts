import { type Cause, type Symptom, weigh } from './cause.ts';
import { causeNamed } from './causes/index.ts';
import { nextSteps } from './diagnose/next-steps.ts';
import { explained } from './fix.ts';
import { given } from './json.ts';
import type { Message } from './message.ts';
import { redact, redactText } from './redact.ts';
import { type Diagnosis, type Explanation, isRecognised, summaryOf, type Weight } from './report.ts';
import { meaningOf, type Signature } from './signature.ts';
import { type KnownFacts, schemaVersion } from './snapshot.ts';
import { containerAbout, isOfHostProcess, toSymptom } from './symptom.ts';
import { readTail, tailText } from './windows/error-text.ts';

const order: readonly Weight[] = ['confirmed', 'likely', 'possible', 'ruled-out'];

/**
 * What the messages mean on the node of these facts: one diagnosis for each failure, however often and in however many
 * places it was reported. Those with a confirmed cause come first. Messages with no known wording are left out.
 * @param facts empty for a text alone: then only the text decides
 */
export function diagnose(messages: readonly Message[], facts: KnownFacts = {}): Diagnosis[] {
  const symptoms = messages
    .filter(({ text }) => !text.includes(eventMark))
    .flatMap((message) => toSymptom(message, facts) ?? [])
    .filter(counts);
  return failuresOf(symptoms, facts)
    .map((failure) => toDiagnosis(failure, facts))
    .sort((a, b) => rank(a) - rank(b));
}

/** In the event that an agent writes for a failing pod; it repeats what was reported about the pod. */
export const eventMark = 'More: kubectl hostprobe explain pod/';

/** Words that say of an error that it is over. */
const over =
  /\b(?<!(?:\b(?:be|been|no|not|never|none|cannot|without)|n't)(?: \w{1,20})? )(?:recovered (?:from(?! panic)|after)|no longer fail|succeeded (?:after|on)(?: \w{1,20}){0,2} (?:retr|attempt|tr[iy])|(?:retry|attempt)(?: \d{1,3})? succeeded|clos(?:ing|ed) (?:the|this) (?:ticket|issue|incident)\b)|\[resolved\]/i;
const isPast = ({ message }: Symptom): boolean => message.past === true || over.test(message.text);

/** Why no container fails by these words alone; null: one can. */
function whyNone({ warns }: Signature, failure: Failure): string | null {
  if (warns === true) return 'It is a warning';
  return failure.every(isPast) ? 'It is over, as the text says' : null;
}

/** Words that any program may print count only if a HostProcess container printed them. */
const counts = (one: Symptom): boolean => one.match.signature.ifTold !== true || isOfHostProcess(one);

export const explanationOf = (diagnoses: Diagnosis[]): Explanation => ({
  schemaVersion,
  recognised: isRecognised(diagnoses),
  summary: summaryOf(diagnoses),
  diagnoses,
});

/** The order of diagnoses: by the heaviest cause; failures of other programs come last, and what is none after them. */
const rank = ({ causes, hostProcess, hint }: Diagnosis): number =>
  hostProcess ? order.indexOf(causes[0]?.weight ?? 'ruled-out') : order.length + Number(hint === true);

type Failure = readonly [Symptom, ...Symptom[]];

/**
 * The symptoms of each failure: the same words, about the same user. A log line does not name the user; it belongs to
 * the failure with the same words, if there is only one.
 */
function failuresOf(symptoms: readonly Symptom[], facts: KnownFacts): Failure[] {
  const all: Failure[] = [];
  for (const same of Map.groupBy(symptoms, wordsOf).values()) {
    const byUser = Map.groupBy(same, ({ user }) => user?.runAs.text ?? null);
    const withoutUser = byUser.get(null) ?? [];
    byUser.delete(null);
    const withUser = [...byUser.values()];
    const [only] = withUser;
    const isOurs = (one: Symptom) =>
      withUser.length === 1 && only?.some((other) => mayBeSame(one, other, facts)) === true;
    const groups = [
      [...(only ?? []), ...withoutUser.filter(isOurs)],
      ...withUser.slice(1),
      withoutUser.filter((one) => !isOurs(one)),
    ];
    for (const [first, ...more] of groups) if (first !== undefined) all.push([first, ...more]);
  }
  return all;
}

/** Whether two messages may be about the same container. */
function mayBeSame(a: Symptom, b: Symptom, facts: KnownFacts): boolean {
  const [one, other] = [containerAbout(a.message, facts), containerAbout(b.message, facts)];
  const agree = (x: string | undefined, y: string | undefined) => x === undefined || y === undefined || x === y;
  return agree(one.pod, other.pod) && agree(one.container, other.container);
}

function wordsOf({ match: { signature, captured } }: Symptom): string {
  // Whatever mentions HostProcess containers is one hint.
  if (signature.unknown === true) return '';
  const { account, ...shared } = captured;
  return JSON.stringify([signature.id, Object.entries(signature.ofTemporaryAccount ? shared : captured)]);
}

/** The newest symptom, with what the others know of the pod and the user. */
function together(failure: Failure): Symptom {
  const newest = latest(failure);
  const first = <Key extends keyof Message>(key: Key) =>
    newest.message[key] ?? failure.find(({ message }) => message[key] !== undefined)?.message[key];
  const known = given({
    pod: first('pod'),
    namespace: first('namespace'),
    container: first('container'),
    hasToken: first('hasToken'),
  });
  return {
    ...newest,
    message: { ...newest.message, ...known },
    user: newest.user ?? failure.find(({ user }) => user !== null)?.user ?? null,
  };
}

function toDiagnosis(failure: Failure, facts: KnownFacts): Diagnosis {
  const newest = together(failure);
  const { signature, captured } = newest.match;
  const { title, causes: ids } = meaningOf(newest.match, newest.message.text);
  const none = whyNone(signature, failure);
  const hostProcess = none === null && failure.some(isOfHostProcess);
  const causes = ids.map((id) => {
    const cause = causeNamed(id);
    const { weight, evidence } = weigh(cause, newest, facts);
    return { cause, weight, evidence: redact(evidence) };
  });
  causes.sort((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight));
  const remaining = causes.filter(({ weight }) => weight !== 'ruled-out');
  const diagnosis = {
    signature: signature.id,
    title,
    component: signature.component,
    hostProcess,
    ...(none === null ? {} : { warning: true as const }),
    ...(signature.unknown === true ? { hint: true as const } : {}),
    captured: shown(captured, newest.message.text),
    seen: seenOf(failure, facts),
  };
  const note = hostProcess ? noteOnNumber(newest) : null;
  if (!hostProcess) {
    const left = remaining.map(({ cause }) => cause);
    const said = signature.unknown === true ? noteOnUnknown : left.length === 0 ? null : noteOn(left, none);
    const known = (left.length > 0 ? left : namedIn(title)).map(({ id, title, explain }) => ({
      id,
      title,
      why: explain,
    }));
    const references = known.length === 0 ? null : known;
    return { ...diagnosis, ...given({ note: said }), causes: [], checks: [], ...given({ references }) };
  }
  const next = nextSteps(
    newest,
    causes.map(({ cause, weight }) => ({ id: cause.id, weight })),
    facts,
  );
  return {
    ...diagnosis,
    ...given({ note, next: next.length === 0 ? null : explained({ steps: next }).steps }),
    causes: causes.map(({ cause: { id, title, fix, reference }, weight, evidence }) => ({
      id,
      weight,
      title,
      evidence,
      fix: fix(newest, facts),
      reference,
    })),
    checks: [...new Set(remaining.flatMap(({ cause }) => cause.checks))],
  };
}

/** A part of a text without secrets has none, and neither has the number of an error; anything else is redacted. */
function shown(captured: Readonly<Record<string, string>>, text: string): Record<string, string> {
  const isClean = redactText(text) === text;
  const isKnown = ([name, value]: [string, string]) => name === 'code' || (isClean && text.includes(value));
  const { true: known = [], false: others = [] } = Object.groupBy(Object.entries(captured), (one) => `${isKnown(one)}`);
  return { ...Object.fromEntries(known), ...redact(Object.fromEntries(others)) };
}

const noteOnUnknown =
  'If one failed, explain the output of kubectl describe pod, that of kubectl logs --previous, or the log of containerd.';

const noteOn = ([first, ...others]: readonly Cause[], none: string | null) =>
  none !== null
    ? `${none}: by it alone no container fails. If one does, ${first?.id} can be why (${first?.title}).`
    : `Other programs also report this error. If it is from a HostProcess container, the first cause to check is ${first?.id} (${first?.title})${others.length === 0 ? '' : `, then ${others.map(({ id }) => id).join(', ')}`}; run explain again with --host-process or --pod <file> to see how.`;

/** The causes to which a sentence points: "see host-process-ignored". */
const namedIn = (sentence: string): Cause[] =>
  Array.from(sentence.matchAll(/\bsee ([a-z]+(?:-[a-z]+)+)/g), ([, id = '']) => causeNamed(id));

/** Where it was seen: one entry for each container of each source, with how often, first and last. */
function seenOf(failure: readonly Symptom[], facts: KnownFacts): Diagnosis['seen'] {
  const places = Map.groupBy(failure, ({ message }) =>
    JSON.stringify([message.source, containerAbout(message, facts)]),
  );
  return [...places.values()].map((symptoms) => {
    const messages = symptoms.map(({ message }) => message);
    const { message: newest } = latest(symptoms);
    const first = messages
      .flatMap(({ at, firstAt }) => [at, firstAt])
      .filter((time) => time !== undefined)
      .sort()[0];
    const { pod, container } = containerAbout(newest, facts);
    return {
      source: newest.source,
      text: redactText(newest.written ?? newest.text),
      count: messages.reduce((sum, { count }) => sum + count, 0),
      ...given({ at: newest.at, firstAt: first === newest.at ? undefined : first, pod, container }),
    };
  });
}

/** The one that was said last; of those without a time, the last that was read. */
const latest = (failure: readonly Symptom[]): Symptom =>
  failure.reduce((a, b) => ((b.message.at ?? '') >= (a.message.at ?? '') ? b : a));

/** What a text that is only a number cannot show; null: it is not such a text. */
function noteOnNumber({ message: { written }, match: { signature, tail } }: Symptom): string | null {
  if (written === undefined || tail === null || tail.code === null) return null;
  if (readTail(written).code !== tail.code) return null;
  const said = tailText(tail.code);
  const meaning = said === null ? 'an error of Windows' : `the error "${said}" of Windows`;
  return `The number ${tail.code} is ${meaning}, which many programs report for different reasons. The causes below hold only if a HostProcess container failed with it as ${signature.id} says: explain the whole message to be sure.`;
}
