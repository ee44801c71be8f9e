import { type Evidence, evidence } from './fact.ts';
import { type ExplainedFix, type Fix, type ShellCommand, type Step, shell, type Words, words } from './fix.ts';
import type { Message } from './message.ts';
import { redactText } from './redact.ts';
import type { Weight } from './report.ts';
import type { RunAs } from './shim/run-as.ts';
import { type Match, ofContainer, type Signature } from './signature.ts';
import type { KnownFacts } from './snapshot.ts';

/** A failure that hostprobe recognised: its message, the signature that matched, and the user of the container. */
export interface Symptom {
  message: Message;
  match: Match;
  /** null: neither the source of the text nor the node shows it. */
  user: { runAs: RunAs; from: string } | null;
}

export interface Weighing {
  weight: Weight;
  /** The reason for the weight. */
  evidence: Evidence[];
}

/** A possible cause of a text. */
export interface Cause {
  id: string;
  /** What is wrong, as a sentence. */
  title: string;
  /** Why that leads to the failure. */
  explain: string;
  reference: string;
  /** Checks that judge the same subject. */
  checks: readonly string[];
  /** Windows codes that its text can end with. A text with another known code rules it out. Absent: any. */
  tails?: readonly number[];
  /** What to do, with the names of the case at hand, the exact command or line, and the risk if there is one. */
  fix(symptom: Symptom, facts: KnownFacts): ExplainedFix;
  weigh(symptom: Symptom, facts: KnownFacts): Weighing;
}

/** As it is written: without checks none judges the same, and without `weigh` only its words name it. A fix may be its steps alone. */
type WrittenCause = Omit<Cause, 'id' | 'checks' | 'weigh' | 'fix'> &
  Partial<Pick<Cause, 'checks' | 'weigh'>> & {
    fix(symptom: Symptom, facts: KnownFacts): Fix | readonly Step[];
  };

/** By their ids. */
export type WrittenCauses = Readonly<Record<string, WrittenCause>>;

export const weighing = (weight: Weight, ...seen: Evidence[]): Weighing => ({
  weight,
  evidence: seen,
});
export const possible: Weighing = weighing('possible');

/** The volumes that failed, as the kubelet names them; undefined: it names none. */
export const volumesOf = ({ match: { captured } }: Symptom): string | undefined =>
  captured.unmounted ?? captured.volume;

/** Whether only that failed in which the kubelet makes the service account token, and which has no source on the node. */
export const isOfToken = (symptom: Symptom): boolean => /^kube-api-access-[a-z0-9]+$/.test(volumesOf(symptom) ?? '');

/** The pod of a case as kubectl takes it: "name -n namespace", with <pod> or <namespace> if the text does not name it. */
export function podArguments(symptom: Symptom): Words {
  const [first, second] = symptom.message.pod?.split('/') ?? [];
  return words`${second ?? first ?? '<pod>'} -n ${podNamespace(symptom)}`;
}

/** The namespace of the pod. Its verify finds the pod there under its name of today: a controller gives a new pod another. */
export function podNamespace({ message: { pod, namespace } }: Symptom): string {
  const [first, second] = pod?.split('/') ?? [];
  return (second === undefined ? namespace : first) ?? '<namespace>';
}

/** Whether a program in the container says it. */
export const isOfContainer = ({ match: { signature } }: Symptom): boolean => ofContainer.includes(signature.component);

/**
 * Shows whether the pod works: a pod can run while a program in it fails, which then says so again. Some steps replace
 * the pod and others do not, so it names neither the failing pod nor a new one.
 */
export const podWorks = (symptom: Symptom): [ShellCommand, string] =>
  isOfContainer(symptom)
    ? [
        shell`kubectl logs ${'<current pod>'} -n ${podNamespace(symptom)} --all-containers --since=5m`,
        'The log does not have this error, also some minutes after the last step.',
      ]
    : [
        shell`kubectl get pods -n ${podNamespace(symptom)}`,
        'The pod, or the one in its place, is Running, also some minutes later.',
      ];

/** A shorter match alone proves nothing. */
const shortestSaid = 12;

/** The words of a failure as evidence. */
function saidEvidence({ message: { text, written }, match }: Symptom): Evidence {
  // Of a question the text is made up.
  if (written !== undefined) return evidence('matched text', redactText(written));
  // Before a part is taken: the name of a secret may be in the other one.
  const clean = redactText(text);
  const said = match.signature.pattern.exec(clean)?.[0] ?? '';
  return evidence('matched text', cut((said.length < shortestSaid ? clean : said).trim().replace(/:$/, '')));
}

/** The beginning of a long text, and its end, which has the words of Windows. */
const cut = (text: string) =>
  text.length > 160
    ? `${text.slice(0, 80).replace(/\s+\S*$/, '')} ... ${text.slice(-80).replace(/^\S*\s+/, '')}`
    : text;

/** For a cause that the words themselves name, and about which a node's facts have nothing to say. */
export const weighText = (symptom: Symptom): Weighing => weighing('possible', saidEvidence(symptom));

/** Whether the wording can have this cause: some signatures name causes only to show that their tail rules them out. */
export const fits = ({ tails }: Cause, { codes }: Signature): boolean =>
  tails === undefined || codes === undefined || 'except' in codes || codes.only.some((code) => tails.includes(code));

/** Weighs one cause. The text comes first: what its tail excludes, no fact brings back. */
export function weigh(cause: Cause, symptom: Symptom, facts: KnownFacts): Weighing {
  const { tail } = symptom.match;
  if (tail !== null && tail.code !== null && cause.tails !== undefined && !cause.tails.includes(tail.code)) {
    return weighing('ruled-out', evidence('the text ends in', `${tail.text} (${tail.code})`));
  }
  return cause.weigh(symptom, facts);
}
