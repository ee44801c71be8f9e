import type { Evidence } from './fact/evidence.ts';
import type { FactId } from './fact/ids.ts';
import type { FactError } from './fact.ts';
import { ifKnown, NotKnown } from './fact.ts';
import type { FactValues } from './facts/index.ts';
import { shell } from './fix/command.ts';
import { inItsFolder, saveFacts } from './fix/own-program.ts';
import { type Fix, onCluster, onNode, runAsSystem, verifiedBy } from './fix.ts';
import type { Snapshot } from './snapshot.ts';
import { administrators, localSystem } from './windows/account.ts';

interface Fault<Status extends 'warn' | 'fail'> {
  status: Status;
  summary: string;
  evidence: Evidence[];
  fix: Fix;
  causes?: string[];
}

/** What a check may say. `unknown` and `hidden` are not among them: these are the runner's words for a missing fact. */
type AnyVerdict =
  | { status: 'pass'; summary: string; evidence?: Evidence[] }
  | { status: 'skip'; summary: string }
  | Fault<'warn'>
  | Fault<'fail'>;
type VerdictStatus = AnyVerdict['status'];
export type Verdict<Status extends VerdictStatus = VerdictStatus> = Extract<AnyVerdict, { status: Status }>;

export type Area = 'account' | 'runtime' | 'files' | 'token' | 'network' | 'node';

export interface Check<
  Needs extends FactId = FactId,
  Gives extends VerdictStatus = VerdictStatus,
  Consults extends FactId = FactId,
> {
  /** The name of its file. A noun for what is judged, never the outcome. */
  id: string;
  /** What it is about: checks of one area share an alert. */
  area: Area;
  /** What is judged, so that it reads right beside any status. */
  title: string;
  /** Why a person should care. */
  why: string;
  /** Facts without which it cannot judge. */
  needs: readonly Needs[];
  /** Facts that stand in for what the needed ones do not tell. `run` gets those that could be gathered, and no others. */
  consults?: readonly Consults[];
  /** The statuses that `run` can return: the alerts are made from them. */
  gives: readonly Gives[];
  /** Every new HostProcess pod needs it: where it fails, the report's headline says that none starts, or not correctly. */
  stopsNewPods?: true;
  /** Where the rule comes from. */
  reference?: string;
  run(
    facts: Pick<FactValues, Needs> & Partial<Pick<FactValues, Consults>>,
    context: CheckContext,
  ): Verdict<NoInfer<Gives>>;
}

interface CheckContext {
  /** When the snapshot was taken: the only clock that a check has. */
  at: Date;
  node: string;
}

/** Keeps the types of the lists, so that `run` sees only the facts that it names and returns only the statuses that it gives. */
export function check<
  const Needs extends FactId,
  const Gives extends VerdictStatus,
  const Consults extends FactId = never,
>(literal: Check<Needs, Gives, Consults>): Check<Needs, Gives, Consults> {
  return literal;
}

/**
 * `unknown`: what should have been read was not. `hidden`: by the default access lists of Windows the account that
 * hostprobe runs as may not read it, which is no alarm.
 */
export type FindingStatus = 'pass' | 'skip' | 'hidden' | 'warn' | 'fail' | 'unknown';

export interface Finding {
  check: string;
  title: string;
  status: FindingStatus;
  summary: string;
  evidence: Evidence[];
  fix: Fix | null;
  reference: string | null;
  /** Ids of causes that this finding points to. */
  causes: string[];
}

/** Findings that say the same of different checks, together: on a weak account many cannot be judged for one reason. */
export function alike(findings: readonly Finding[]): Finding[][] {
  return [...Map.groupBy(findings, ({ summary, fix, evidence }) => JSON.stringify([summary, fix, evidence])).values()];
}

/**
 * Runs one check on a snapshot. A missing fact, or a part that the check needs, gives `unknown` or `hidden`, with the way to
 * get it.
 */
export function runCheck(literal: Check, snapshot: Snapshot): Finding {
  const finding = (status: FindingStatus, summary: string, rest: Partial<Finding> = {}): Finding => ({
    check: literal.id,
    title: literal.title,
    status,
    summary,
    evidence: [],
    fix: null,
    reference: literal.reference ?? null,
    causes: [],
    ...rest,
  });
  const missing = (place: string | null, error: FactError): Finding => {
    const isHidden = mayHide(literal, place, error) && isWeak(snapshot);
    const summary = notKnown(place, error);
    if (!isHidden) return finding('unknown', summary, { fix: remedy(place, error, snapshot) });
    return finding('hidden', summary.replace('could not read', 'not visible to this account'), {
      fix: remedy(place, error, snapshot),
    });
  };
  for (const id of literal.needs) {
    const needed = snapshot.facts[id];
    if (!needed.ok) return missing(id, needed.error);
  }
  const values = Object.fromEntries(
    [...literal.needs, ...(literal.consults ?? [])].flatMap((id) => {
      const fact = snapshot.facts[id];
      return fact.ok ? [[id, fact.value]] : [];
    }),
    // Every needed fact was seen to be ok above.
  ) as unknown as FactValues;
  try {
    const verdict = literal.run(values, { at: new Date(snapshot.at), node: snapshot.node });
    switch (verdict.status) {
      case 'pass':
        return finding('pass', verdict.summary, { evidence: verdict.evidence ?? [] });
      case 'skip':
        return finding('skip', verdict.summary);
      case 'warn':
      case 'fail':
        return finding(verdict.status, verdict.summary, {
          evidence: verdict.evidence,
          fix: verifiedBy(
            verdict.fix,
            shell`hostprobe report --node ${snapshot.node}`,
            `It shows no problem of ${literal.id}.`,
          ),
          causes: verdict.causes ?? [],
        });
    }
  } catch (thrown) {
    if (thrown instanceof NotKnown) {
      return missing(placeOf(values, thrown.error), thrown.error);
    }
    const bug = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return finding('unknown', `a bug of hostprobe in the check ${literal.id}`, {
      evidence: [{ label: 'error', value: bug }],
      fix: { steps: [onNode(openIssue, saveFacts)] },
    });
  }
}

/**
 * What Windows shows to administrators and SYSTEM only, by its default access lists: processes that run as SYSTEM, the pipes
 * of containerd, the log-on rights.
 * Source: go-winio pipe.go (RtlDefaultNpAcl), the security descriptors of SYSTEM's processes and of the LSA policy.
 */
const forAdministrators = ['runtime-process', 'runtime', 'accounts.rights'];

/** A denied part that no check could place is one of what the check needs. */
const mayHide = ({ needs }: Check, place: string | null, { kind }: FactError): boolean =>
  kind === 'denied' &&
  (place === null ? needs : [place]).some((path) =>
    forAdministrators.some((guarded) => path === guarded || path.startsWith(`${guarded}.`)),
  );

/** Whether the account that hostprobe runs as is known to be no administrator. */
function isWeak({ facts: { identity } }: Snapshot): boolean {
  const token = identity.ok ? ifKnown(identity.value.token) : undefined;
  if (token === undefined || token.user.sid === localSystem) return false;
  return !token.groups.some(({ sid, enabled }) => sid === administrators && enabled);
}

/**
 * Why a fact, or a part of one, is missing, in words.
 * @param place its path in a snapshot; null: the check found no part that tells
 */
export function notKnown(place: string | null, error: FactError): string {
  const how = {
    denied: 'access denied',
    timeout: 'no answer in time',
    unsupported: 'not available here',
    failed: 'failed',
  };
  const where = place === null ? '' : `${place}, `;
  return `could not read (${where}${how[error.kind]}): ${error.message}`;
}

/** The path of the part that holds this very error, as in services.containerd; null: none does, a check made it. */
function placeOf(value: unknown, error: FactError, path = ''): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if ('error' in value && value.error === error) return path;
  for (const [key, inner] of Object.entries(value)) {
    // A part that is there is transparent: its path has no "value".
    const isPart = key === 'value' && 'ok' in value;
    const step = Array.isArray(value) ? `[${key}]` : `${path === '' ? '' : '.'}${key}`;
    const found = placeOf(inner, error, isPart ? path : `${path}${step}`);
    if (found !== null) return found;
  }
  return null;
}

const openIssue = `Save the facts ${inItsFolder}, and open an issue in its repository with node.json.`;
const ifItStays = `If this error stays once the failed checks pass, save the facts ${inItsFolder}, and open an issue in its repository with node.json.`;

/** Who did not answer, and what to do about it, by the fact that is missing. */
const answering: Readonly<Record<string, string>> = {
  runtime: 'containerd hangs: see cri-endpoint',
  cluster: 'the API server cannot be reached: see api-server',
  services: 'the service control manager of Windows hangs: drain the node, and restart it',
  accounts: 'the local security authority of Windows hangs: drain the node, and restart it',
};

/** Whether the facts are of a machine without Windows, where every failure has this one reason. */
const isElsewhere = ({ facts: { os } }: Snapshot): boolean =>
  os.ok && !os.value.version.ok && os.value.version.error.kind === 'unsupported';

function remedy(place: string | null, error: FactError, snapshot: Snapshot): Fix {
  switch (isElsewhere(snapshot) ? 'unsupported' : error.kind) {
    case 'denied':
      return { steps: [runAsSystem('Run hostprobe as SYSTEM, or as an administrator on the node itself.')] };
    case 'timeout':
      return {
        steps: [
          onNode(
            `Make the report again; if there is still no answer, ${answering[place?.split('.')[0] ?? ''] ?? 'the service that should answer hangs: restart it'}.`,
          ),
        ],
      };
    case 'unsupported':
      return {
        steps: [
          onCluster(
            'Read the Windows node <node> from here, or run hostprobe on that node itself.',
            'hostprobe report --node <node>',
          ),
        ],
      };
    case 'failed':
      return { steps: [onNode(ifItStays, saveFacts)] };
  }
}
