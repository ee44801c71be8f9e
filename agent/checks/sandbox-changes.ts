import { check, type FactsOf, pass, podsKnown, warn } from '../check.ts';
import { type Evidence, evidence, ifKnown, known, mebibytes } from '../fact.ts';
import type { Settings, Setup } from '../facts/setup.ts';
import { compact, onNode, type Step } from '../fix.ts';
import { containerdFolders } from '../node/containerd-config.ts';
import { readLog } from '../node/log-steps.ts';
import { loggedFailures } from '../node/service-state.ts';

type Facts = FactsOf<'cluster' | 'os', 'usage' | 'logs' | 'services' | 'runtime-binaries'>;

/** A reboot, or a containerd that was started again, changes each sandbox once or twice. */
const often = 5;
const recentMs = 60 * 60_000;
/** Normal priority, as services have it; a share of memory that is left; a processor taken all the time. */
const normalPriority = 8;
const leastFree = 0.05;

export const sandboxChanges = check({
  id: 'sandbox-changes',
  area: 'node',
  title: 'Sandboxes that are made again and again',
  why: 'The kubelet makes the sandbox of a pod anew when containerd does not answer for it in time or its shim has ended. Where containerd is starved of processor or memory, pods go round in this circle without an error text.',
  needs: ['cluster', 'os'],
  consults: ['usage', 'logs', 'services', 'runtime-binaries'],
  gives: ['pass', 'warn'],
  reference: 'https://github.com/Azure/AgentBaker/pull/9146',
  run(facts, { at, setup }) {
    const pods = podsKnown(facts.cluster);
    const changes = pods.map(({ namespace, name, events }) => {
      const found = (events && ifKnown(events)?.items) ?? [];
      const recent = found.filter(
        ({ reason, lastAt }) =>
          reason === 'SandboxChanged' && lastAt !== null && at.getTime() - Date.parse(lastAt) < recentMs,
      );
      return { pod: `${namespace}/${name}`, count: recent.reduce((sum, { count }) => sum + count, 0) };
    });
    const most = changes.filter(({ count }) => count >= often).toSorted((a, b) => b.count - a.count);
    const [first] = most;
    if (first === undefined) {
      for (const { events } of pods) if (events !== null) known(events);
      return pass('no sandbox of a HostProcess pod was changed often');
    }
    const others = most.length === 1 ? '' : `, and ${most.length - 1} more`;
    return warn(
      `the sandbox of ${first.pod} was made anew ${first.count} times${others}`,
      [
        ...most.map(({ pod, count }) => evidence(pod, `SandboxChanged, ${count} times`)),
        ...surroundings(facts, at),
        ...setUp(setup),
      ],
      [readLog(facts, 'containerd'), ...relief(facts, setup)],
    );
  },
});

const containerdIn = ({ usage }: Facts) =>
  ((usage && ifKnown(usage.programs)) ?? []).find(({ program }) => program === 'containerd');

/** What can starve containerd, as it is now. */
function surroundings(facts: Facts, at: Date): Evidence[] {
  const containerd = containerdIn(facts);
  const service = facts.services && ifKnown(facts.services.containerd);
  const lived = containerd?.startedAt ? (at.getTime() - Date.parse(containerd.startedAt)) / 1000 : 0;
  return compact(
    containerd !== undefined &&
      compact(
        evidence('base priority of containerd', containerd.priority),
        lived > 0 && evidence('processors that containerd takes', (containerd.cpuSeconds / lived).toFixed(2)),
      ),
    evidence('free memory', `${mebibytes(facts.os.memory.freeBytes)} of ${mebibytes(facts.os.memory.totalBytes)}`),
    service && loggedFailures(facts.logs, service),
  );
}

/** The values of the registry keys that end so; undefined: none of them was read. */
const valuesOf = (setup: Setup | undefined, end: string): Settings | undefined => {
  const read = setup && ifKnown(setup.registry)?.filter(({ key }) => key.endsWith(end));
  const known = read?.map(({ values }) => ifKnown(values)).filter((values) => values !== undefined);
  return known?.length ? Object.assign({}, ...known) : undefined;
};

/** What Microsoft Defender does not scan, by its own settings and by policy; undefined: not known. */
function excluded(setup: Setup | undefined): string[] | undefined {
  const values = valuesOf(setup, '\\Windows Defender\\Exclusions');
  return values && Object.keys(values).map((path) => path.replace(/^(?:Paths|Processes)\\/i, ''));
}

/** Only where somebody asked for the setup of the node. */
function setUp(setup: Setup | undefined): Evidence[] {
  const exclusions = excluded(setup);
  const files = valuesOf(setup, '\\Session Manager\\Memory Management')?.PagingFiles;
  return compact(
    exclusions !== undefined &&
      evidence('Microsoft Defender excludes', exclusions.slice(0, 10).join(', ') || '(nothing)'),
    files !== undefined && evidence('pagefiles', files.trim() || '(none: what is committed must fit in memory)'),
  );
}

function relief(facts: Facts, setup: Setup | undefined): Step[] {
  const { root } = containerdFolders(facts);
  const isExcluded = excluded(setup)?.some((path) => `${root}\\`.toLowerCase().startsWith(`${path.toLowerCase()}\\`));
  const containerd = containerdIn(facts);
  const { memory } = facts.os;
  return compact(
    memory.freeBytes < leastFree * memory.totalBytes &&
      onNode(
        'See what commits the memory of the node; what one program commits counts against no pod if it is a shim.',
        'Get-Process | Sort-Object PrivateMemorySize64 -Descending | Select-Object -First 10 Id, ProcessName, PrivateMemorySize64',
      ),
    containerd !== undefined &&
      containerd.priority <= normalPriority &&
      onNode(
        'Give containerd more of the processor than the pods have, until its next start; where nssm starts it, set AppPriority to ABOVE_NORMAL_PRIORITY_CLASS.',
        "Get-Process containerd | ForEach-Object { $_.PriorityClass = 'AboveNormal' }",
      ),
    !isExcluded &&
      onNode(
        'See whether Microsoft Defender scans the folders of containerd: without exclusions each file of each layer is scanned as it is unpacked.',
        'Get-MpPreference | Select-Object -ExpandProperty ExclusionPath',
      ),
  );
}
