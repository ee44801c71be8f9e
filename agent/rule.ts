import type { Fix } from './fix.ts';
import type { TextChange } from './manifest/edit.ts';
import type { Path } from './manifest/path.ts';
import type { Pod } from './manifest/pod.ts';
import type { Namespace, SelectingService } from './manifest.ts';
import type { NodeKind } from './node/new-pod.ts';

export const severities = ['error', 'warn', 'info'] as const;
/** `error`: refused, or will not work; `warn`: works not as it reads, or not everywhere; `info`: good to know. */
export type Severity = (typeof severities)[number];

/** One fault that a manifest of a HostProcess pod can have. Pure: the same pod gives the same offences. */
export interface Rule {
  /** A noun for what is judged, never the outcome. */
  id: string;
  /** What is judged. */
  title: string;
  /** What happens to a pod that offends. */
  why: string;
  severity: Severity;
  /** Every API server refuses what offends it, in any cluster. */
  ofApi?: true;
  /** Where it comes from. */
  reference: string;
  /** The nodes on which it applies; missing: all, or it is a rule of the API server. */
  holds?: readonly NodeKind[];
  judge(pod: Pod, context: RuleContext): readonly Offence[];
}

/** Rules by their ids, as they are written: an error where nothing else is said. */
export type Rules = Readonly<Record<string, Omit<Rule, 'id' | 'severity'> & Partial<Pick<Rule, 'severity'>>>>;

/** What a rule may know in addition to the pod. */
export interface RuleContext {
  /** Those that are in the input, by name. */
  namespaces: ReadonlyMap<string, Namespace>;
  /** Those that are in the input; missing: not asked for. */
  services?: readonly SelectingService[];
  /** The minor version of the API server that is asked: 34 for 1.34. */
  kubernetes: number;
  /** The minor version of the oldest kubelet that may run the pod; missing: no version was given. */
  oldestKubelet?: number;
}

export interface Offence {
  /** The field at fault, from the pod: ['spec', 'hostNetwork']. It may be missing. */
  path: Path;
  message: string;
  /** Without a check: `lint` itself, run again, shows whether it worked. It ends at the file, which is not deployed yet. */
  fix: Fix;
  /** The fix, where it changes a text that fixes of other offences may change too: none may undo another. */
  change?: TextChange;
  /** The fields that the fix puts something else in the place of, with what others change in them. */
  replaces?: readonly Path[];
  /** If it differs from the rule's. */
  severity?: Severity;
  holds?: readonly NodeKind[];
}
