import { type Cause, podWorks } from '../cause.ts';
import { verifiedBy } from '../fix.ts';
import { clientCauses } from './client.ts';
import { containerdCauses } from './containerd.ts';
import { groupCauses } from './group.ts';
import { imageCauses } from './image.ts';
import { logonCauses } from './logon.ts';
import { mountCauses } from './mount.ts';
import { podCauses } from './pod.ts';
import { portCauses } from './port.ts';
import { processCauses } from './process.ts';
import { shimCauses } from './shim.ts';
import { userCauses } from './user.ts';

/** All causes of failures that hostprobe knows. A fix that has no check of its own is checked by the pod that failed. */
export const causes: readonly Cause[] = [
  ...containerdCauses,
  ...shimCauses,
  ...userCauses,
  ...groupCauses,
  ...logonCauses,
  ...processCauses,
  ...mountCauses,
  ...imageCauses,
  ...podCauses,
  ...clientCauses,
  ...portCauses,
].map((cause) => ({
  ...cause,
  fix: (symptom, facts) => verifiedBy(cause.fix(symptom, facts), ...podWorks(symptom)),
}));

const byId: ReadonlyMap<string, Cause> = new Map(causes.map((cause) => [cause.id, cause]));

/** The cause of that id. Signatures name only causes that exist; a test holds them to it. */
export function causeNamed(id: string): Cause {
  const cause = byId.get(id);
  if (cause === undefined) throw new Error(`no cause is called ${id}`);
  return cause;
}
