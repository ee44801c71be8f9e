import { expect } from 'vitest';
import { weigh } from '../../agent/cause.ts';
import { causeNamed } from '../../agent/causes/index.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import type { Message } from '../../agent/message.ts';
import { type KnownFacts, knownFacts } from '../../agent/snapshot.ts';
import { toSymptom } from '../../agent/symptom.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { withoutApi } from '../variations.ts';

export type Edit = (facts: FactValues) => void;

/** The healthy node with some things changed. */
export const on = (...edits: Edit[]): KnownFacts =>
  knownFacts(
    snapshotWith((facts) => {
      for (const edit of edits) edit(facts);
    }),
  );

export function seen(text: string, facts: KnownFacts, message: Partial<Message> = {}) {
  const symptom = toSymptom({ source: 'text', text, count: 1, ...message }, facts);
  if (symptom === null) throw new Error(`not recognised: ${text}`);
  return symptom;
}

export const weightOf = (id: string, text: string, facts: KnownFacts, message: Partial<Message> = {}) =>
  weigh(causeNamed(id), seen(text, facts, message), facts);

/** The weight, and the evidence as lines. */
export function judged(id: string, text: string, facts: KnownFacts, message: Partial<Message> = {}): string[] {
  const { weight, evidence } = weightOf(id, text, facts, message);
  return [weight, ...evidence.map(({ label, value }) => `${label}: ${value}`)];
}

export const fixOf = (id: string, text: string, facts: KnownFacts, message: Partial<Message> = {}) =>
  textOf(causeNamed(id).fix(seen(text, facts, message), facts));

export const task = (text: string) => `Error: failed to start containerd task "agent": ${text}: unknown`;
export const token = (text: string) => task(`failed to create user process token: ${text}`);
export const account = (text: string) => token(`failed to create local account for container: ${text}`);
export const create = (text: string) =>
  `Error: failed to create containerd task: failed to create shim task: ${text}: unknown`;

/** A user (undefined: not known), a node, and what the cause comes to there: the weight, then the evidence. */
export type Row = readonly [user: string | null | undefined, node: string, weight: string, ...evidence: string[]];

/** Weighs a cause of a text on many nodes. */
export function expectWeights(
  id: string,
  text: string,
  nodes: Readonly<Record<string, KnownFacts>>,
  rows: readonly Row[],
): void {
  for (const [user, node, ...said] of rows) {
    const facts = nodes[node];
    if (facts === undefined) throw new Error(`no node ${node}`);
    const message = user === undefined ? {} : { runAsUserName: user };
    expect(judged(id, text, facts, message), `${user} on: ${node}`).toEqual(said);
  }
}

/** The same where the user does not matter. */
export const expectOn = (
  id: string,
  text: string,
  nodes: Readonly<Record<string, KnownFacts>>,
  rows: readonly (readonly [node: string, weight: string, ...evidence: string[]])[],
): void =>
  expectWeights(
    id,
    text,
    nodes,
    rows.map(([node, weight, ...evidence]) => [undefined, node, weight, ...evidence]),
  );

// What may be different on a node.
export const shimOf16: Edit = (facts) => {
  facts.runtime.version = got({ name: 'containerd', version: 'v1.6.36', apiVersion: 'v1' });
  if (facts['runtime-binaries'].shim) facts['runtime-binaries'].shim.version = got('0.9.12');
};
/** No source tells which containerd and which shim it has. */
export const shimHidden: Edit = (facts) => {
  withoutApi(facts);
  facts.runtime.version = denied();
  facts['runtime-binaries'].shim = null;
  facts['runtime-binaries'].containerd = null;
};
export const group =
  (name: string): Edit =>
  (facts) => {
    if (facts.accounts.groups.ok) facts.accounts.groups.value.push({ name, members: got([]) });
  };
export const groupsHidden: Edit = (facts) => {
  facts.accounts.groups = denied();
};
export const user =
  (name: string, state: { disabled?: boolean; locked?: boolean; passwordExpired?: boolean } = {}): Edit =>
  (facts) => {
    const fine = { disabled: false, locked: false, passwordExpired: false };
    if (facts.accounts.users.ok) facts.accounts.users.value.push({ name, ...fine, ...state });
  };
export const usersHidden: Edit = (facts) => {
  facts.accounts.users = denied();
};
export const joined =
  (kind: 'domain' | 'workgroup'): Edit =>
  (facts) => {
    facts.accounts.join = got({ kind, name: 'CORP' });
  };
export const joinHidden: Edit = (facts) => {
  facts.accounts.join = denied();
};
export const rights =
  (
    changed: Partial<
      Record<'SeInteractiveLogonRight' | 'SeDenyInteractiveLogonRight' | 'SeDenyServiceLogonRight', string[]>
    >,
  ): Edit =>
  (facts) => {
    if (facts.accounts.rights.ok) Object.assign(facts.accounts.rights.value, changed);
  };
export const rightsHidden: Edit = (facts) => {
  facts.accounts.rights = denied();
};
/** Which file and shim make the mode of the next pod. */
export const filter =
  (present: boolean | 'hidden'): Edit =>
  (facts) => {
    facts['runtime-binaries'].bindFilter.present = present === 'hidden' ? denied() : got(present);
  };
/** Nodes in each mode, and those that do not tell it. */
export const modes = {
  'nothing known': {},
  bind: on(),
  fallback: on(filter(false)),
  volume: on(shimOf16),
  'filter hidden': on(filter('hidden')),
  'volume, filter hidden': on(shimOf16, filter('hidden')),
};
/** What of the mode is said as evidence. */
export const newPod = {
  bind: 'a new pod gets: bind mode (containerd 1.7 and up: C:\\hpc)',
  fallback: 'a new pod gets: fallback mode (containerd 1.7 and up without the bind filter: C:\\hpc\\<container id>)',
  volume: 'a new pod gets: volume mode (containerd 1.6: C:\\C\\<container id>)',
};
