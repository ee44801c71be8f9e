import { makeReportAgain, missingFact, placeOfError } from './check/missing-fact.ts';
import type { FactId } from './fact/ids.ts';
import { type Evidence, type FactError, ifKnown, known, NotKnown, noAgent, noApi } from './fact.ts';
import type { ClusterFact, ClusterPod } from './facts/cluster.ts';
import type { FactValues } from './facts/index.ts';
import type { Setup } from './facts/setup.ts';
import { inItsFolder, saveFacts } from './fix/show.ts';
import {
  applyManifest,
  broughtToPod,
  changePod,
  explained,
  type Fix,
  onNode,
  type Step,
  verifiedBy,
  words,
} from './fix.ts';
import { nodeName } from './node/upgrade.ts';
import type { Report } from './report.ts';
import { knownFacts, newerThanSnapshot, type Snapshot } from './snapshot.ts';
import type { StageId } from './stage/prediction.ts';

interface Fault<Status extends 'warn' | 'fail'> {
  status: Status;
  summary: string;
  evidence: Evidence[];
  fix: Fix;
  causes?: string[];
  /** Checks that, where they warn or fail, name what brought this very verdict about. */
  follows?: readonly string[];
}

/** What a check may say. `unknown` and `hidden` are not among them: these are the runner's words for a missing fact. */
type AnyVerdict =
  | { status: 'pass'; summary: string; evidence: Evidence[]; note?: string }
  | { status: 'skip'; summary: string }
  | Fault<'warn'>
  | Fault<'fail'>;
type VerdictStatus = AnyVerdict['status'];
export type Verdict<Status extends VerdictStatus = VerdictStatus> = Extract<AnyVerdict, { status: Status }>;

/** The verdicts of a check; `causes` are the ids of causes that a finding points to. */
export const pass = (summary: string, evidence: Evidence[] = [], note: string | null = null): Verdict<'pass'> => ({
  status: 'pass',
  summary,
  evidence,
  ...(note === null ? {} : { note }),
});
export const skip = (summary: string): Verdict<'skip'> => ({ status: 'skip', summary });
export const warn = (...fault: Parameters<typeof faultOf>): Verdict<'warn'> => ({
  status: 'warn',
  ...faultOf(...fault),
});
export const fail = (...fault: Parameters<typeof faultOf>): Verdict<'fail'> => ({
  status: 'fail',
  ...faultOf(...fault),
});

const faultOf = (summary: string, evidence: Evidence[], fix: Fix | Step[], causes: string[] = []) => ({
  summary,
  evidence,
  fix: Array.isArray(fix) ? { steps: fix } : fix,
  causes,
});

export type Area = 'account' | 'runtime' | 'files' | 'token' | 'network' | 'node';

/** The facts of a check: those without which it cannot judge, and those of what it consults that could be gathered. */
export type FactsOf<Needs extends FactId, Consults extends FactId = never> = Pick<FactValues, Needs> &
  Partial<Pick<FactValues, Consults>>;

export interface Check<
  Needs extends FactId = FactId,
  Gives extends VerdictStatus = VerdictStatus,
  Consults extends FactId = FactId,
> {
  /** The name of its file. A noun for what is judged, never the outcome. */
  id: string;
  /** What it is about: checks of one area share an alert. */
  area: Area;
  /** What is judged, worded so that it fits any status. */
  title: string;
  /** Why a person should care. */
  why: string;
  /** Facts without which it cannot judge. */
  needs: readonly Needs[];
  /**
   * What stands for its needed facts where no agent answered: every part of them has the error. The check then judges from what it
   * consults.
   */
  blank?: (error: FactError) => Partial<FactValues>;
  /** Facts used for what the needed ones do not have. `run` gets only those that could be gathered. */
  consults?: readonly Consults[];
  /** The statuses that `run` can return: the alerts are made from them. */
  gives: readonly Gives[];
  /**
   * The stage where every new HostProcess pod stops, or goes wrong, if this check fails: the report's headline says so, and
   * `predict` at that stage.
   */
  stopsNewPods?: StageId;
  /** The checks whose failure brings this one's, the first that failed counts: its finding is to be seen to first. */
  follows?: readonly string[];
  /** Where the rule comes from. */
  reference?: string;
  run(facts: FactsOf<Needs, Consults>, context: CheckContext): Verdict<NoInfer<Gives>>;
}

interface CheckContext {
  /** When the snapshot was taken: the only clock that a check has. */
  at: Date;
  node: string;
  /** How the node was set up; left out: it was not asked for, as in a regular run. */
  setup?: Setup;
}

/** Keeps the types of the lists, so that `run` sees only the facts that it names and returns only the statuses that it gives. */
export function check<
  const Needs extends FactId,
  const Gives extends VerdictStatus,
  const Consults extends FactId = never,
>(literal: Check<Needs, Gives, Consults>): Check<Needs, Gives, Consults> {
  return literal;
}

export type Finding = Report['findings'][number];
/**
 * `unknown`: what should have been read was not. `hidden`: by the default access lists of Windows the account that
 * hostprobe runs as may not read it, which is not an alarm.
 */
export type FindingStatus = Finding['status'];

/** A finding that another brought about: what to do is there. */
export const following = (finding: Finding, root: Finding): Finding => ({
  ...finding,
  fix: {
    ...finding.fix,
    ...explained({
      steps: [onNode(`First do what ${root.check} says, which brought this about; a new report shows what is left.`)],
    }),
  },
  follows: root.check,
});

/**
 * The HostProcess pods of the node, for a check that cannot judge without them.
 * @throws NotKnown where the API server did not show them
 */
export function podsKnown({ access, seen }: ClusterFact): readonly ClusterPod[] {
  if (seen !== null) return known(seen.pods).hostProcess;
  const message = access.kind === 'none' ? access.reason : 'it was not asked';
  return known<never>({ ok: false, error: { kind: 'unsupported', code: noApi, message } });
}

/**
 * Runs one check on a snapshot. A missing fact, or a part that the check needs, gives `unknown` or `hidden`, with the way to
 * get it.
 */
export function runCheck(literal: Check, snapshot: Snapshot): Concluded {
  const missing = (place: string | null, error: FactError): Concluded => {
    const { status, summary, ...rest } = missingFact(literal, { place, error }, snapshot);
    return findingOf(literal, status, summary, rest);
  };
  let blank: Partial<FactValues> = {};
  for (const id of literal.needs) {
    const needed = snapshot.facts[id];
    if (needed.ok) continue;
    // What an older agent could not look for is no gap of this node.
    if (needed.error.message === newerThanSnapshot) return findingOf(literal, 'skip', `${id}: ${newerThanSnapshot}`);
    if (literal.blank === undefined || needed.error.code !== noAgent) return missing(id, needed.error);
    blank = literal.blank(needed.error);
  }
  const values = {
    ...blank,
    ...Object.fromEntries(
      [...literal.needs, ...(literal.consults ?? [])].flatMap((id) => {
        const fact = snapshot.facts[id];
        return fact.ok ? [[id, fact.value]] : [];
      }),
    ),
    // All needed facts are known to be ok here, or have a blank.
  } as unknown as FactValues;
  try {
    return ofVerdict(
      literal,
      literal.run(values, {
        ...{ at: new Date(snapshot.at), node: nodeName(knownFacts(snapshot)) },
        ...(snapshot.setup?.ok ? { setup: snapshot.setup.value } : {}),
      }),
      snapshot,
    );
  } catch (thrown) {
    if (thrown instanceof NotKnown) return missing(placeOfError(values, thrown.error), thrown.error);
    const bug = String(thrown instanceof Error ? thrown.stack : thrown);
    return findingOf(literal, 'unknown', `a bug of hostprobe in the check ${literal.id}`, {
      evidence: [{ label: 'error', value: bug }],
      fix: { steps: [onNode(openIssue, saveFacts)] },
    });
  }
}

/** A finding before it is known which others there are; `broughtBy`: the verdict's own `follows`. */
export type Concluded = Finding & { broughtBy?: readonly string[] };

function findingOf(
  { id, title, reference }: Check,
  status: FindingStatus,
  summary: string,
  { fix, ...rest }: Partial<Omit<Concluded, 'fix'>> & { fix?: Fix } = {},
): Concluded {
  return {
    check: id,
    title,
    status,
    summary,
    evidence: [],
    fix: fix === undefined ? null : explained(fix),
    reference: reference ?? null,
    causes: [],
    ...rest,
  };
}

function ofVerdict(literal: Check, verdict: Verdict, snapshot: Snapshot): Concluded {
  switch (verdict.status) {
    case 'pass': {
      const { status, summary, ...rest } = verdict;
      return findingOf(literal, status, summary, rest);
    }
    case 'skip':
      return findingOf(literal, 'skip', verdict.summary);
    case 'warn':
    case 'fail': {
      const { status, summary, evidence, causes = [], follows: broughtBy = [] } = verdict;
      const [run, where] = makeReportAgain(snapshot);
      const expect = `${where} shows no problem for ${literal.id}.`;
      const brought = broughtToPod(verdict.fix, bringing(literal, snapshot));
      const fix = verifiedBy(brought, run, expect);
      return findingOf(literal, status, summary, { evidence, fix, causes, broughtBy });
    }
  }
}

/** About hostprobe's own pod. */
const ofOwnPod: readonly FactId[] = ['sandbox', 'token', 'limits'];

/** What brings a changed manifest to its pod: hostprobe's own, or any that the check does not name. */
function bringing({ needs }: Check, { facts: { token, cluster } }: Snapshot): Step[] {
  if (!needs.some((id) => ofOwnPod.includes(id))) return [applyManifest];
  const own = token.ok ? token.value.pod : null;
  const pods = cluster.ok && cluster.value.seen !== null ? ifKnown(cluster.value.seen.pods)?.hostProcess : undefined;
  const owned = pods?.some(({ name, namespace, owner }) => {
    return owner !== null && name === own?.name && namespace === own.namespace;
  });
  return changePod(words`${own?.name ?? '<pod>'} -n ${own?.namespace ?? '<namespace>'}`, owned);
}

const openIssue = `Save the facts ${inItsFolder}, and open an issue in its repository with node.json.`;
