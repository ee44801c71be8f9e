import type { Finding } from '../check.ts';
import { hostProcessPods } from '../checks/host-process-pods.ts';
import { checks } from '../checks/index.ts';
import { containerdRunsAs } from '../node/containerd-account.ts';
import { containerdRelease, newMode } from '../node/new-pod.ts';
import { causesLeft, certaintyOf, type Report } from '../report.ts';
import type { KnownFacts } from '../snapshot.ts';
import { localService, localSystem } from '../windows/account.ts';

const stoppers: ReadonlySet<string> = new Set(checks.flatMap(({ id, stopsNewPods }) => (stopsNewPods ? [id] : [])));

/**
 * What the status is about, in one or two sentences, without the first capital and the last full stop. `open` says it
 * in the words of hostprobe alone, for those who may read a Node but not the report: ids and titles, no summary.
 * @param healthy the sentence if nothing is wrong
 */
export function headlineOf(
  { status, findings, diagnoses }: Pick<Report, 'status' | 'findings' | 'diagnoses'>,
  healthy: string,
): { full: string; open: string } {
  const first = (of: Finding['status']) => findings.find((finding) => finding.status === of);
  const causes = diagnoses.map(causesLeft).find((left) => left.length > 0);
  const says = (before: string, finding: Finding | undefined) => {
    if (finding === undefined) return alike(before);
    const { check, title, summary } = finding;
    // Seen from outside, pods that fail are no cause.
    const why = check === hostProcessPods.id ? likely(summary) : begun(summary);
    return { full: `${before}. ${why}`, open: `${before}: ${title} (${check})` };
  };
  const likely = (summary: string) =>
    causes
      ? `${certaintyOf(causes)}: ${causes[0]?.title}`
      : begun(diagnoses[0] === undefined ? summary : diagnoses[0].title);
  switch (status) {
    case 'healthy':
      return alike(healthy);
    case 'degraded':
      return says('nothing was seen that stops new HostProcess pods, but a check warns', first('warn'));
    case 'unknown': {
      // A check that fails here is the one that hostprobe sees an ordinary container and not the node.
      const blind = first('fail') ?? findings.find((one) => one.status === 'unknown' && stoppers.has(one.check));
      if (blind !== undefined) return says('it is not known whether new HostProcess pods start here', blind);
      const before = 'nothing was seen that stops new HostProcess pods, but a check could not be judged';
      return says(before, first('unknown'));
    }
    case 'unhealthy': {
      const failed = findings.filter((finding) => finding.status === 'fail');
      const stopper = failed.find(({ check }) => stoppers.has(check));
      const worst = stopper ?? failed[0];
      if (worst !== undefined) {
        const before = stopper
          ? 'new HostProcess pods do not start on this node, or not correctly'
          : 'nothing was seen that stops new HostProcess pods, but a check failed';
        return says(before, findings.find(({ check }) => check === worst.follows) ?? worst);
      }
      const sure = diagnoses.flatMap(({ causes }) => causes).find(({ weight }) => weight === 'confirmed');
      return alike(`a HostProcess pod has failed here: ${sure?.title ?? 'its cause is confirmed'}`);
    }
  }
}

/** A summary as the beginning of a sentence. Names of programs and files stay as they are. */
const begun = (summary: string) =>
  /^(?!containerd\b|hcsshim\b|hostprobe\b)[a-z]+ /.test(summary)
    ? `${summary.charAt(0).toUpperCase()}${summary.slice(1)}`
    : summary;

const alike = (sentence: string) => ({ full: sentence, open: sentence });

/** "new HostProcess pods start here: bind mode, containerd 1.7.28, as SYSTEM", with the parts that are known. */
export function newPodsStart(facts: KnownFacts): string {
  if (facts.cluster?.seen?.beside !== undefined && facts.identity === undefined) {
    return 'no agent answered; nothing that the cluster tells stops HostProcess pods here, and the node itself was not seen';
  }
  const mode = newMode(facts)?.mode;
  const version = containerdRelease(facts)?.version;
  const account = containerdRunsAs(facts)?.sid;
  const parts = [
    ...(mode === undefined ? [] : [`${mode} mode`]),
    // Without what a distribution adds: a runtime may call itself anything.
    ...(version === undefined ? [] : [`containerd ${version.major}.${version.minor}.${version.patch}`]),
    ...(account === localSystem ? ['as SYSTEM'] : account === localService ? ['as LocalService'] : []),
  ];
  return `new HostProcess pods start here${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}
