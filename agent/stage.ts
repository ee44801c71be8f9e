import { type Weighing, weigh } from './cause.ts';
import { causeNamed } from './causes/index.ts';
import type { FactId } from './fact/ids.ts';
import { type Evidence, ifKnown } from './fact.ts';
import type { Pod } from './manifest/pod.ts';
import type { Container } from './manifest/spec.ts';
import type { newMode, shimFamily } from './node/new-pod.ts';
import { isPassed } from './shim/annotation.ts';
import type { KnownImage, OciProcess } from './shim/oci-process.ts';
import type { Root } from './shim/paths.ts';
import type { CommandLine, WorkingDirectory } from './shim/process.ts';
import type { RunAs } from './shim/run-as.ts';
import type { KnownFacts } from './snapshot.ts';
import type { Condition, Expectation, Point, StageId } from './stage/prediction.ts';
import type { Surroundings } from './stage/references.ts';
import { toSymptom } from './symptom.ts';

/** One step on the way of a pod from the API server to a running program; its file in `stages/` has its name. */
export interface Stage {
  id: StageId;
  /** What is judged, worded so that it fits any verdict. */
  title: string;
  /** Where most of its rules come from; rules of other places name theirs. */
  reference: string;
  judge(subject: Subject): Point[];
}

/** A pod and the node for it, with what is known of both. */
export interface Subject {
  pod: Pod;
  node: string;
  facts: KnownFacts;
  /** Why a fact, or what depends on it, is not known: a sentence. */
  why(fact: FactId): string;
  /** The namespace of the pod, if it is known. */
  namespace: string | null;
  /** An object that the pod names; null: it was not read. */
  find: Surroundings['find'];
  /** The minor version of the API server with the rules that apply. */
  kubernetes: number;
  shim: ReturnType<typeof shimFamily>;
  mode: ReturnType<typeof newMode>;
  containers: readonly ContainerSubject[];
}

export interface ContainerSubject {
  container: Container;
  name: string;
  /** null: its image was not read. */
  image: KnownImage | null;
  process: OciProcess;
  /** The effective value: the container's, else the pod's, else the image's. */
  runAs: RunAs;
  /** null: the mode is not known. */
  inside: Inside | null;
}

/** What a container's processes will find. */
interface Inside {
  root: Root;
  /** null: the default of a version of containerd that is not known. */
  workingDirectory: WorkingDirectory | null;
  /** null: the image, which was not read, decides, or nothing does. */
  commandLine: CommandLine | null;
}

/** A condition that was not looked up is its text. */
type Rest = Partial<Omit<Point, 'verdict' | 'summary' | 'provided'>> & { provided?: readonly (Condition | string)[] };

const point = (verdict: Point['verdict'], summary: string, { provided = [], ...rest }: Rest): Point => ({
  verdict,
  certainty: 'sourced',
  container: null,
  summary,
  evidence: [],
  provided: provided.map((one) => (typeof one === 'string' ? { text: one, holds: null, told: null } : one)),
  expect: null,
  cause: null,
  fix: null,
  ...rest,
});

export const passes = (summary: string, rest: Rest = {}): Point => point('passes', summary, rest);
export const warns = (summary: string, rest: Rest = {}): Point => point('warns', summary, rest);
export const cannotTell = (summary: string, rest: Rest = {}): Point => point('cannot-tell', summary, rest);
export const fails = (summary: string, rest: Rest): Point => point('fails', summary, rest);

/** What is judged of each container, under its name. */
export const eachContainer = (
  subject: Subject,
  judge: (subject: Subject, container: ContainerSubject) => readonly Point[],
): Point[] =>
  subject.containers.flatMap((one) => judge(subject, one).map((point) => ({ ...point, container: one.name })));

export const expectEvent = (text: string, note: string | null = null): Expectation => ({ where: 'event', text, note });

/** A failure in task Create; Source: containerd runtime/v2/manager.go and pkg/cri/server/container_start.go. */
export const createEvent = (text: string, note: string | null = null): Expectation =>
  expectEvent(`Error: failed to create containerd task: failed to create shim task: ${text}: unknown`, note);

/** A failure in task Start. The kubelet writes the container's name instead of its id. */
export const startEvent = (container: string, text: string, note: string | null = null): Expectation =>
  expectEvent(
    `Error: failed to start containerd task "${container}": ${text.replaceAll('<id>', container)}: unknown`,
    note,
  );

/** The weight of a cause if the text were about this container: the rule that `explain` uses. */
export function suspect(
  cause: string,
  { text }: Expectation,
  { name, runAs }: Pick<ContainerSubject, 'name' | 'runAs'>,
  facts: KnownFacts,
): Weighing {
  const message = { source: 'prediction', text, count: 1, container: name, runAsUserName: runAs.text };
  const symptom = toSymptom(message, facts);
  if (symptom === null) throw new Error(`no signature knows the predicted text: ${text}`);
  return weigh(causeNamed(cause), symptom, facts);
}

/** The evidence of the answers that are known. */
export const knownEvidence = (...answers: ({ evidence: Evidence | Evidence[] } | null)[]): Evidence[] =>
  answers.flatMap((answer) => answer?.evidence ?? []);

/**
 * Whether an annotation of the pod reaches the shim: containerd passes on those that its runtime handler lists in
 * pod_annotations. Source: containerd pkg/cri/server/container_create_windows.go at v1.7.28.
 * `unset`: the pod does not have it; `unknown`: the configuration of containerd is not known.
 */
export function annotationOf(
  { pod, facts }: Pick<Subject, 'pod' | 'facts'>,
  name: string,
): { state: 'unset' | 'passed' | 'dropped' | 'unknown'; value: string } {
  const value = pod.annotations[name];
  if (value === undefined) return { state: 'unset', value: '' };
  const config = (facts.runtime && ifKnown(facts.runtime.status))?.config;
  if (!config) return { state: 'unknown', value };
  // A RuntimeClass may name another handler; which one, only the cluster knows.
  const handler = config.handlers.find((one) => one.name === config.defaultHandler);
  if (handler === undefined || pod.spec.runtimeClassName !== undefined) return { state: 'unknown', value };
  const isHanded = isPassed(name, handler.podAnnotations);
  return { state: isHanded ? 'passed' : 'dropped', value };
}
