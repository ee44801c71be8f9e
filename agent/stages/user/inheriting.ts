import { containerdRunsAs } from '../../node/containerd-account.ts';
import { inheritUser } from '../../shim/annotation.ts';
import type { Point } from '../../stage/prediction.ts';
import { annotationOf, cannotTell, knownEvidence, passes, type Subject, warns } from '../../stage.ts';

/** If the annotation decides, the shim logs no account on; null: it does not decide. */
export function judgeInheriting(subject: Subject): Point | null {
  const { state, value } = annotationOf(subject, inheritUser);
  if (value !== 'true') return null;
  if (state === 'unknown') {
    return cannotTell(`whether ${inheritUser} reaches the shim is not known: ${subject.why('runtime')}`);
  }
  if (state !== 'passed') return null;
  const text = `${inheritUser} reaches the shim: the container runs as the account of containerd, whatever runAsUserName says`;
  return passes(text, { evidence: knownEvidence(containerdRunsAs(subject.facts)) });
}

export function warnOfDropped(subject: Subject): Point[] {
  const { state, value } = annotationOf(subject, inheritUser);
  return state === 'dropped' && value === 'true'
    ? [warns(`${inheritUser} has no effect: containerd does not pass it to the shim`)]
    : [];
}
