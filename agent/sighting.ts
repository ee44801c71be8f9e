import type { Sighting } from './cause.ts';
import { given } from './fact.ts';
import type { ContainerInfo } from './facts/runtime.ts';
import type { Message } from './message.ts';
import { readRunAs } from './shim/run-as.ts';
import { recognise } from './signatures/index.ts';
import type { KnownFacts } from './snapshot.ts';

/** A sighting: a failure as it was met, that is a message that a signature recognises, with what is known of its container. */

/** A message that is a known wording, with the user of its container; null when it is none. */
export function toSighting(message: Message, facts: KnownFacts): Sighting | null {
  const match = recognise(message.text);
  return match === null ? null : { message, match, user: userOf(message, facts) };
}

/** Which container a message is about, by its source or by its words: kubelet writes the name, containerd the id. */
export function containerOf({ container, text }: Message): { name?: string; id?: string } {
  const [, ofTask, ofStart] = /containerd task "([^"\n]{1,253})"|StartContainer for "([^"\n]{1,253})"/.exec(text) ?? [];
  const named = ofTask ?? ofStart;
  const id = named !== undefined && /^[0-9a-f]{64}$/.test(named) ? named : undefined;
  const name = container ?? (id === undefined ? named : undefined);
  return { ...(name === undefined ? {} : { name }), ...(id === undefined ? {} : { id }) };
}

/** As whom the container was to run: by the pod where the message came with it, else by the runtime. */
function userOf(message: Message, facts: KnownFacts): Sighting['user'] {
  if (message.runAsUserName) return { runAs: readRunAs(message.runAsUserName), from: 'the pod' };
  const all = (facts.runtime && given(facts.runtime.containers)) ?? [];
  const own = all.filter((container) => container.user !== null && isAbout(message, container));
  const users = new Set(own.map((container) => container.user ?? ''));
  const [user] = users;
  // Containers of one name with different users: an older try and a corrected one, and nobody knows which spoke.
  if (user !== undefined && users.size === 1) {
    return { runAs: readRunAs(user), from: `container ${own[0]?.name} of ${own[0]?.podNamespace}/${own[0]?.podName}` };
  }
  return message.runAsUserName !== undefined ? { runAs: readRunAs(''), from: 'the pod' } : null;
}

const failed = 'failed to create user process token';

function isAbout(message: Message, container: ContainerInfo): boolean {
  const { name, id } = containerOf(message);
  if (id !== undefined) return container.id === id;
  // A text that names nobody can only be about a container that failed so.
  if (name === undefined) return container.exit?.message.includes(failed) ?? false;
  if (container.name !== name) return false;
  const { pod } = message;
  return pod === undefined || pod === container.podName || pod === `${container.podNamespace}/${container.podName}`;
}
