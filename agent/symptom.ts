import type { Symptom } from './cause.ts';
import { ifKnown } from './fact.ts';
import type { ContainerInfo } from './facts/runtime.ts';
import { given } from './json.ts';
import type { Message } from './message.ts';
import { readRunAs } from './shim/run-as.ts';
import { recognise } from './signatures/index.ts';
import type { KnownFacts } from './snapshot.ts';

/** The symptom that a message shows; null when no signature knows its words, or a program's source has them. */
export function toSymptom(message: Message, facts: KnownFacts): Symptom | null {
  const match = recognise(message.text, message.hostProcess);
  if (match === null || isSource(message)) return null;
  const known = message.hostProcess === undefined && isOfHostProcessPod(message, facts) ? { hostProcess: true } : {};
  return { message: { ...message, ...known }, match, user: userOf(message, facts) };
}

/**
 * A sentence as the argument of a call, or the value of a declaration, in a program's source. A printed error can look alike: its name begins with a capital
 * letter or ends as that of an error, or its number stands first: Failed("..."), error(5, '...').
 */
const call =
  /(?:(?:\bthrow new \w{1,60}|(?=\()(?<=\w)(?<!Error|Exception|(?<![\w.])[A-Z]\w{0,60}))\((?!\d{1,10},)(?:[^()"\n]{0,120}, ?)?|(?:\w :|\b(?:const|let|var) [^="\n]{1,80})= ?)["'`](?:[^"'`\s]{1,60} ){3}[^"'`\n]*/g;
/** The place for a value at the end of a format. */
const format = /%[+#]?[dqsvw]["'`](?=, |\))/;

/** A line of a program's source: no wording is left without the arguments of its calls. */
function isSource({ text, hostProcess }: Message): boolean {
  if (format.test(text)) return true;
  const left = text.replace(call, '');
  return left !== text && recognise(left, hostProcess) === null;
}

/** Whether Kubernetes or the runtime knows the pod of the message as a HostProcess pod. A log line does not say. */
function isOfHostProcessPod(message: Message, facts: KnownFacts): boolean {
  const { pod: wanted } = containerAbout(message, facts);
  if (wanted === undefined) return false;
  const pods = (facts.cluster?.seen && ifKnown(facts.cluster.seen.pods)?.hostProcess) ?? [];
  const sandboxes = ((facts.runtime && ifKnown(facts.runtime.sandboxes)) ?? []).filter(
    (one) => one.hostProcess === true,
  );
  return [...pods, ...sandboxes].some(({ namespace, name }) => wanted === `${namespace}/${name}`);
}

/** Which container a message is about, by its source or by its words: kubelet writes the name, containerd the id. */
function containerOf({ container, text }: Message): { name?: string; id?: string } {
  const [, ofTask, ofStart] = /containerd task "([^"\n]{1,253})"|StartContainer for "([^"\n]{1,253})"/.exec(text) ?? [];
  const named = ofTask ?? ofStart;
  const id = named !== undefined && /^[0-9a-f]{64}$/.test(named) ? named : undefined;
  const name = container ?? (id === undefined ? named : undefined);
  return given({ name, id });
}

/** Whether a HostProcess container failed: from the context of the message, else from its words. */
export function isOfHostProcess({ message, match }: Symptom): boolean {
  const { hostProcess, causes } = match.signature;
  if (causes.length === 0) return hostProcess;
  return message.hostProcess ?? match.hostProcess;
}

/** The user of the container: by the message, else by the runtime, else by the spec of the pod that the message is about. */
function userOf(message: Message, facts: KnownFacts): Symptom['user'] {
  if (message.runAsUserName) return { runAs: readRunAs(message.runAsUserName), from: 'the pod' };
  const all = (facts.runtime && ifKnown(facts.runtime.containers)) ?? [];
  const own = all.filter((container) => container.user !== null && isAbout(message, container));
  const users = new Set(own.map((container) => container.user ?? ''));
  const [user] = users;
  // Containers of one name with different users: an older attempt and a corrected one, and it is not known which failed.
  if (user !== undefined && users.size === 1) {
    return { runAs: readRunAs(user), from: `container ${own[0]?.name} of ${own[0]?.podNamespace}/${own[0]?.podName}` };
  }
  const ofSpec = users.size === 0 ? ofPod(message, facts) : undefined;
  const stated = ofSpec === undefined ? message.runAsUserName : ofSpec;
  return stated === undefined ? null : { runAs: readRunAs(stated ?? ''), from: 'the pod' };
}

/** The runAsUserName in the spec of the pod that the message is about. null: it sets none; undefined: not known. */
function ofPod(message: Message, facts: KnownFacts): string | null | undefined {
  const place = containerAbout(message, facts);
  const pods = facts.cluster?.seen && ifKnown(facts.cluster.seen.pods)?.hostProcess;
  const pod = pods?.find(({ namespace, name }) => place.pod === name || place.pod === `${namespace}/${name}`);
  const container = pod?.containers.find(({ name }) => name === place.container);
  return pod === undefined || container === undefined ? undefined : (container.runAsUserName ?? pod.runAsUserName);
}

/** The pod and the container of a message: as it names them, else as the runtime knows the id that it names. */
export function containerAbout(message: Message, facts: KnownFacts): { pod?: string; container?: string } {
  const { name, id } = containerOf(message);
  const known =
    id === undefined ? undefined : (facts.runtime && ifKnown(facts.runtime.containers))?.find((one) => one.id === id);
  const pod = message.pod ?? (known && `${known.podNamespace}/${known.podName}`);
  const container = name ?? known?.name;
  return given({ pod, container });
}

const failed = 'failed to create user process token';

function isAbout(message: Message, container: ContainerInfo): boolean {
  const { name, id } = containerOf(message);
  if (id !== undefined) return container.id === id;
  // A text that names no container can only be about one that failed in that way.
  if (name === undefined) return container.exit?.message.includes(failed) ?? false;
  if (container.name !== name) return false;
  const { pod } = message;
  return pod === undefined || pod === container.podName || pod === `${container.podNamespace}/${container.podName}`;
}
