import { type FactError, ifKnown, noAgent, noApi, notKnown } from '../fact.ts';
import { inItsFolder, listAndReport, makeReport, saveFacts } from '../fix/show.ts';
import { compact, type Fix, onCluster, onNode, type ShellCommand, type Step, shell, verified } from '../fix.ts';
import { nodeName, podsOfNode, restartWindows, under, whileDrained } from '../node/upgrade.ts';
import { knownFacts, type Snapshot } from '../snapshot.ts';
import { administrators, localSystem } from '../windows/account.ts';

/** What could see what is hidden. */
type Seer = 'agent' | 'api-server' | 'system';

/** What a check could not read. */
interface Missing {
  /** Its path in a snapshot; null: the check found no part that has the answer. */
  place: string | null;
  error: FactError;
}

/** The finding of a check without a fact, or a part of one, that it needs: `unknown` or `hidden`, and how to get it. */
export function missingFact(
  { needs }: { needs: readonly string[] },
  missing: Missing,
  snapshot: Snapshot,
): { status: 'unknown' | 'hidden'; seenBy?: Seer; summary: string; fix: Fix } {
  if (missing.error.code === noAgent) {
    return {
      ...{ status: 'hidden', seenBy: 'agent' },
      summary: `only an agent on the node sees it: ${missing.error.message}`,
      fix: anAgent(snapshot),
    };
  }
  if (missing.error.code === noApi && !isElsewhere(snapshot)) {
    const say =
      'See the pods of the node yourself; hostprobe judges them where it has a kubeconfig, or in a pod with a token.';
    return {
      ...{ status: 'hidden', seenBy: 'api-server' },
      summary: `only the API server shows it: ${missing.error.message}`,
      fix: { steps: [onCluster(say, podsOfNode(nodeName(knownFacts(snapshot))))] },
    };
  }
  const { place, error } = missing;
  const fix = remedy(needs, missing, snapshot);
  if (!mayHide(needs, missing) || !isWeak(snapshot)) return { status: 'unknown', summary: notKnown(place, error), fix };
  const summary = notKnown(place, error, 'not visible to this account');
  return { status: 'hidden', seenBy: 'system', summary, fix };
}

/**
 * What Windows shows to administrators and SYSTEM only, by its default access lists: processes that run as SYSTEM, the pipes
 * of containerd, the log-on rights, HNS (it asks for the caller's token: learn.microsoft.com, HCN).
 * Source: go-winio pipe.go (RtlDefaultNpAcl), the security descriptors of SYSTEM's processes and of the LSA policy.
 */
const forAdministrators = ['runtime-process', 'runtime', 'accounts.rights', 'pod-network', 'usage.containers'];

/** A denied part whose place is unknown may be any of the facts that the check needs. */
const mayHide = (needs: readonly string[], { place, error }: Missing): boolean =>
  error.kind === 'denied' &&
  (place === null ? needs : [place]).some((path) =>
    forAdministrators.some((guarded) => path === guarded || path.startsWith(`${guarded}.`)),
  );

const tokenOf = ({ facts: { identity } }: Snapshot) => (identity.ok ? ifKnown(identity.value.token) : undefined);

/** Whether the account that hostprobe runs as is known not to be an administrator. */
function isWeak(snapshot: Snapshot): boolean {
  const token = tokenOf(snapshot);
  if (token === undefined || token.user.sid === localSystem) return false;
  return !token.groups.some(({ sid, enabled }) => sid === administrators && enabled);
}

/** The path of the part that holds this very error, as in services.containerd; null: no part, because a check made it. */
export function placeOfError(value: unknown, error: FactError, path = ''): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if ('error' in value && value.error === error) return path;
  for (const [key, inner] of Object.entries(value)) {
    // A part with a value is transparent: its path has no "value".
    const isPart = key === 'value' && 'ok' in value;
    const step = Array.isArray(value) ? `[${key}]` : `${path === '' ? '' : '.'}${key}`;
    const found = placeOfError(inner, error, isPart ? path : `${path}${step}`);
    if (found !== null) return found;
  }
  return null;
}

const ifItStays = `If this error stays once the failed checks pass, save the facts ${inItsFolder}, and open an issue in its repository with node.json.`;

/** Whether the facts are those of an agent in a pod, or that is not known. */
const mayHaveAgent = ({ facts: { token } }: Snapshot): boolean => !token.ok || token.value.pod.name !== null;

/** Makes the report again: with the agent on the node, or, if the facts show no agent, in hostprobe's folder there. */
export const makeReportAgain = (snapshot: Snapshot): [run: ShellCommand, where: string] =>
  mayHaveAgent(snapshot)
    ? [shell`hostprobe report --node ${nodeName(knownFacts(snapshot))}`, 'It']
    : [makeReport, 'The report, made in the folder of hostprobe,'];

/** What to do if the part of Windows that answers for a fact hangs; other facts have their own checks. */
const hanging: Readonly<Record<string, string>> = {
  services: 'the service control manager of Windows hangs',
  accounts: 'the local security authority of Windows hangs',
};
const judged: Readonly<Record<string, string>> = {
  runtime: 'containerd hangs, so do what cri-endpoint says',
  cluster: 'the API server cannot be reached, so do what api-server says',
};

function answerAgain(fact: string, snapshot: Snapshot): Step[] {
  const [run] = makeReportAgain(snapshot);
  const again = mayHaveAgent(snapshot) ? onCluster : onNode;
  const elsewhere = judged[fact];
  if (elsewhere !== undefined) return [again(`If there is still no answer in a new report, ${elsewhere}.`, run)];
  const node = nodeName(knownFacts(snapshot));
  const condition = `If there is still no answer, ${hanging[fact] ?? 'a part of Windows hangs'}`;
  return [again('Make the report again.', run), ...under(condition, whileDrained(node, restartWindows))];
}

/** Whether the facts are from a machine without Windows: there every failure has this one reason. */
function isElsewhere({ facts: { os } }: Snapshot): boolean {
  const version = os.ok ? os.value.version : os;
  return !version.ok && version.error.kind === 'unsupported' && version.error.code !== noAgent;
}

const signInAgain = onCluster('Let hostprobe sign in anew: recreate its pod, or renew the kubeconfig that it uses.');
const rightOfApi = onCluster(
  'Give the service account of hostprobe the right that the error names: in the folder of its repository, its manifests have it.',
  'kubectl apply -k manifests/base',
);

/** Whether another account could read more: none can more than SYSTEM, and without a pod there is none above an administrator. */
function mayReadMore(snapshot: Snapshot): boolean {
  const token = tokenOf(snapshot);
  return token === undefined || (token.user.sid !== localSystem && (mayHaveAgent(snapshot) || isWeak(snapshot)));
}

/** Brings hostprobe an account that may read more. */
function moreRights(snapshot: Snapshot): Fix {
  const [run, where] = makeReportAgain(snapshot);
  const asAdministrator = onNode(
    'Run hostprobe in a PowerShell window of an administrator, in its folder.',
    makeReport,
  );
  const asSystem = [
    onCluster(
      'Run hostprobe as SYSTEM: in the folder of its repository, apply this overlay, or add components/system to yours.',
      'kubectl apply -k manifests/overlays/system',
      'hostprobe can then do anything on the node.',
    ),
    onCluster(
      'If Helm installed it, set that in its release instead, in the same folder.',
      'helm upgrade hostprobe manifests/chart --namespace hostprobe --reuse-values --set account=system',
    ),
  ];
  return verified(run, `${where} shows what could not be read.`, mayHaveAgent(snapshot) ? asSystem : [asAdministrator]);
}

function remedy(needs: readonly string[], { place, error }: Missing, snapshot: Snapshot): Fix {
  switch (isElsewhere(snapshot) ? 'unsupported' : error.kind) {
    case 'denied':
      if (place?.startsWith('cluster.')) return { steps: [error.code === '403' ? rightOfApi : signInAgain] };
      return mayReadMore(snapshot) ? moreRights(snapshot) : { steps: [onNode(ifItStays, saveFacts)] };
    case 'timeout':
      return { steps: answerAgain((place ?? `${needs[0]}`).replace(/\..*/, ''), snapshot) };
    case 'unsupported':
      return {
        steps: [
          onCluster(
            'Read one of the Windows nodes, <node>, from here, or run hostprobe on that node itself.',
            listAndReport,
          ),
        ],
      };
    case 'failed':
      return { steps: [onNode(ifItStays, saveFacts)] };
  }
}

/** Where no agent answered: the ways to see the node itself. A pod for debugging is a HostProcess pod too. */
function anAgent({ node, facts: { cluster } }: Snapshot): Fix {
  const pods = (cluster.ok && cluster.value.seen && ifKnown(cluster.value.seen.pods)?.hostProcess) || [];
  const running = pods.find(({ troubled, phase }) => !troubled && phase === 'Running');
  const image = running?.containers.find(({ kind }) => kind === 'container')?.image;
  return {
    steps: compact(
      onNode(
        'On the node itself this also works while no pod starts: make the report in the folder of hostprobe.',
        makeReport,
      ),
      image !== undefined &&
        onCluster(
          'HostProcess pods run on this node, so install hostprobe, or open a shell by a kubectl that can on Windows (from 1.37).',
          shell`kubectl debug node/${node} -it --profile=sysadmin --image=${image} -- powershell.exe`,
          'The shell is that of SYSTEM.',
        ),
    ),
  };
}
