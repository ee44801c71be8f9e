import { possible, type Symptom, type Weighing, weighing, weighText } from '../cause.ts';
import { mebibytes } from '../fact/amounts.ts';
import { type Evidence, evidence, ifKnown } from '../fact.ts';
import { newMode } from '../node/new-pod.ts';
import type { Mode } from '../shim/paths.ts';
import type { RunAs } from '../shim/run-as.ts';
import type { KnownFacts } from '../snapshot.ts';

type Weight = Weighing['weight'];
type Weigh = (symptom: Symptom, facts: KnownFacts) => Weighing;

/** A weight, and what was seen for it. */
export type Seen = readonly [Weight, ...Evidence[]];

export const userEvidence = ({ user }: Symptom): Evidence[] =>
  user === null
    ? []
    : [evidence(`runAsUserName (${user.from})`, user.runAs.text === '' ? '(not set)' : user.runAs.text)];

/** By the user of the container; possible where neither the text nor the node shows it. */
export const weighUser =
  (seenOf: (runAs: RunAs, facts: KnownFacts) => Seen): Weigh =>
  (symptom, facts) => {
    if (symptom.user === null) return possible;
    const [weight, ...more] = seenOf(symptom.user.runAs, facts);
    return weighing(weight, ...userEvidence(symptom), ...more);
  };

/** By one thing that the facts say; by the words where they do not. */
const weighBy =
  <Value>(read: (facts: KnownFacts) => { value: Value; evidence: Evidence } | null) =>
  (weightOf: (value: Value) => Weight, unknown: Weigh = weighText): Weigh =>
  (symptom, facts) => {
    const known = read(facts);
    return known === null ? unknown(symptom, facts) : weighing(weightOf(known.value), known.evidence);
  };

/** By the mode of a new pod. */
export const weighMode = weighBy<Mode>((facts) => {
  const mode = newMode(facts);
  return mode && { value: mode.mode, evidence: mode.evidence };
});

/** Only in bind mode is anything bound over a path of the host. */
export const onlyBound = (weight: Weight, unknown?: Weigh): Weigh =>
  weighMode((mode) => (mode === 'bind' ? weight : 'ruled-out'), unknown);

/** By the build of Windows. */
export const weighWindows = weighBy<number>(({ os }) => {
  const version = os && ifKnown(os.version);
  if (version === undefined) return null;
  return { value: version.build, evidence: evidence('Windows', `${version.product}, build ${version.build}`) };
});

/** Likely if the node has less free memory than this. */
export const weighMemory = (leastMebibytes: number): Weigh =>
  weighBy<number>(({ os }) => {
    if (os === undefined) return null;
    const { freeBytes } = os.memory;
    return { value: freeBytes, evidence: evidence('free memory of the node', mebibytes(freeBytes)) };
  })((freeBytes) => (freeBytes < leastMebibytes * 2 ** 20 ? 'likely' : 'possible'));

/** By whether the Host Compute Service is there, which the Containers feature brings. */
export const weighFeature = weighBy<boolean>(({ os }) => {
  const service = os && ifKnown(os.computeService);
  if (service === undefined) return null;
  const said = service === null ? 'not installed: the Containers feature is off' : service.state;
  return { value: service !== null, evidence: evidence('Host Compute Service', said) };
});
