import { type Cause, podArguments, podWorks, type Symptom, type WrittenCauses, weighText } from '../cause.ts';
import { applyManifest, broughtToPod, changePod, explained, type Fix, type Step, verifiedBy } from '../fix.ts';
import type { KnownFacts } from '../snapshot.ts';
import { accessCauses } from './access.ts';
import { clientCauses } from './client.ts';
import { containerdCauses } from './containerd.ts';
import { exitCauses } from './exit.ts';
import { groupCauses } from './group.ts';
import { imageCauses } from './image.ts';
import { logonCauses } from './logon.ts';
import { mountCauses } from './mount.ts';
import { podCauses } from './pod.ts';
import { portCauses } from './port.ts';
import { processCauses } from './process.ts';
import { shimCauses } from './shim.ts';
import { userCauses } from './user.ts';

const all = [
  containerdCauses,
  shimCauses,
  userCauses,
  groupCauses,
  logonCauses,
  processCauses,
  exitCauses,
  mountCauses,
  imageCauses,
  podCauses,
  clientCauses,
  accessCauses,
  portCauses,
].flatMap((written: WrittenCauses) => Object.entries(written).map(([id, cause]) => ({ id, ...cause })));

/**
 * All causes of failures that hostprobe knows. A fix that has no check of its own is checked by the pod that failed, and
 * one that changes the manifest brings that to the pod.
 */
export const causes: readonly Cause[] = all.map((cause) => ({
  checks: [],
  weigh: weighText,
  ...cause,
  fix: (symptom, facts) =>
    explained(verifiedBy(broughtToPod(fixOf(cause, symptom, facts), bringing(symptom)), ...podWorks(symptom))),
}));

function fixOf(cause: WrittenCauses[string], symptom: Symptom, facts: KnownFacts): Fix {
  const fix = cause.fix(symptom, facts);
  return 'steps' in fix ? fix : { steps: [...fix] };
}

/** The API server refuses a pod before there is one. */
const bringing = (symptom: Symptom): Step[] =>
  symptom.match.signature.component === 'api-server' ? [applyManifest] : changePod(podArguments(symptom));

/** The cause with that id. Signatures name only causes that exist; a test checks it. */
export const causeNamed = (id: string): Cause => named(causes, id);

/** What a cause advises before a pod exists: no step applies the manifest to one or looks at one. */
export const fixBefore = (id: string, symptom: Symptom, facts: KnownFacts): Fix =>
  fixOf(named(all, id), symptom, facts);

function named<One extends { id: string }>(among: readonly One[], id: string): One {
  const cause = among.find((one) => one.id === id);
  if (cause === undefined) throw new Error(`no cause is called ${id}`);
  return cause;
}
