import { possible, type Symptom, type Weighing, weighing, weighText } from '../cause.ts';
import { type Evidence, evidence, ifKnown, mebibytes } from '../fact.ts';
import { newMode } from '../node/new-pod.ts';
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

/** By one thing that the facts or the text say; by the words where they do not. */
export const weighBy =
  <Known extends { evidence: Evidence | Evidence[] }>(
    read: (facts: KnownFacts, symptom: Symptom) => Known | null | undefined,
    weightOf: (known: Known) => Weight,
    unknown: Weigh = weighText,
  ): Weigh =>
  (symptom, facts) => {
    const known = read(facts, symptom);
    return known ? weighing(weightOf(known), ...[known.evidence].flat()) : unknown(symptom, facts);
  };

/** For a part of the text, which shows what is meant and proves nothing. */
export const weighPart = (
  what: string,
  partOf: (captured: Symptom['match']['captured']) => string | undefined,
): Weigh =>
  weighBy(
    (_, { match }) => {
      const part = partOf(match.captured);
      return part === undefined ? null : { evidence: evidence(what, part) };
    },
    () => 'possible',
  );

/** Only in bind mode is anything bound over a path of the host. */
export const onlyBound = (weight: Weight, unknown?: Weigh): Weigh =>
  weighBy(newMode, ({ mode }) => (mode === 'bind' ? weight : 'ruled-out'), unknown);

/** By the build of Windows. */
export const weighWindows = (weightOf: (build: number) => Weight): Weigh =>
  weighBy(
    ({ os }) => {
      const version = os && ifKnown(os.version);
      return version && { ...version, evidence: evidence('Windows', `${version.product}, build ${version.build}`) };
    },
    ({ build }) => weightOf(build),
  );

/** Likely if the node has less free memory than this. */
export const weighMemory = (leastMebibytes: number): Weigh =>
  weighBy(
    ({ os }) => os && { ...os.memory, evidence: evidence('free memory of the node', mebibytes(os.memory.freeBytes)) },
    ({ freeBytes }) => (freeBytes < leastMebibytes * 2 ** 20 ? 'likely' : 'possible'),
  );

/** By whether the Host Compute Service is there, which the Containers feature brings. */
export const weighFeature = (weightOf: (isThere: boolean) => Weight): Weigh =>
  weighBy(
    ({ os }) => {
      const service = os && ifKnown(os.computeService);
      if (service === undefined) return null;
      const said = service === null ? 'not installed: the Containers feature is off' : service.state;
      return { isThere: service !== null, evidence: evidence('Host Compute Service', said) };
    },
    ({ isThere }) => weightOf(isThere),
  );

/** Pages and sources that causes refer to; many addresses share their beginning. */
export const kubernetesPage = (path: string): string => `https://kubernetes.io/docs/${path}`;
export const hcsshimSource = (path: string): string => `https://github.com/microsoft/hcsshim/${path}`;
export const containerdSource = (path: string): string => `https://github.com/containerd/containerd/${path}`;
export const learnPage = (path: string): string => `https://learn.microsoft.com/${path}`;

export const hostProcessGuide = (section: string): string =>
  kubernetesPage(`tasks/configure-pod-container/create-hostprocess-pod/#${section}`);
export const mountGuide = hostProcessGuide('volume-mounts');
export const podRequirements = hostProcessGuide('hostprocess-pod-configuration-requirements');
export const logonSource = hcsshimSource('blob/v0.11.7/internal/jobcontainers/logon.go');
