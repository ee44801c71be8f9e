import {
  podArguments,
  possible,
  type Symptom,
  type Weighing,
  type WrittenCauses,
  weighing,
  weighText,
} from '../cause.ts';
import { evidence, ifKnown } from '../fact.ts';
import { compact, inManifest, lines, onCluster, onNode, riskOfRecreate, type Step, shell, verified } from '../fix.ts';
import { addHandler, containerdFolders, searchConfig, settingsFile } from '../node/containerd-config.ts';
import { restartAfterChange } from '../node/containerd-service.ts';
import { crictl, excludeFolders, readLog } from '../node/log-steps.ts';
import { containerdRelease, shimFamily } from '../node/new-pod.ts';
import {
  bringShim,
  comparingShims,
  nodeName,
  showPrograms,
  updateWindows,
  upgradeContainerd,
} from '../node/upgrade.ts';
import { compareVersions, readShimVersion, shippedShim, showVersion } from '../shim/version.ts';
import type { KnownFacts } from '../snapshot.ts';
import { server2019, server2022 } from '../windows/builds.ts';
import { containerdSource, hcsshimSource, learnPage, podRequirements, weighMemory, weighWindows } from './weigh.ts';

const shim = hcsshimSource('tree/main/cmd/containerd-shim-runhcs-v1');
const runtimes = containerdSource('blob/v1.7.34/docs/cri/config.md#runtime-classes');

/** The pod that failed, made anew by its controller. */
export const recreateFailed = (symptom: Symptom, say: string): Step =>
  onCluster(say, shell`kubectl delete pod ${podArguments(symptom)}`, riskOfRecreate);

/** The shim of containerd, and what it needs on the node. */
export const shimCauses: WrittenCauses = {
  'shim-missing': {
    title: 'containerd finds no shim that it can start',
    explain:
      'For Windows pods containerd starts containerd-shim-runhcs-v1.exe. It looks for the file in its own folder and in PATH, or at the runtime_path of its config.toml. The file must be made for the processor of the node.',
    reference: containerdSource('blob/v1.7.34/runtime/v2/README.md'),
    checks: ['shim-version'],
    fix: (_, facts) =>
      verified(showPrograms(facts), 'It lists both.', [
        onNode('See where the two programs are.', showPrograms(facts)),
        bringShim('If the shim is missing', facts),
        onNode(
          'See whether runtime_type is io.containerd.runhcs.v1, and runtime_path is not set or is the path of the shim.',
          searchConfig(facts, 'runtime_(?:type|path)'),
        ),
        onNode(`If not, correct them in ${settingsFile(facts)}.`),
        restartAfterChange(facts, 'the configuration'),
      ]),
    weigh: (symptom, facts) => {
      const found = facts['runtime-binaries'];
      if (found === undefined || (found.shim === null && found.config.ok === false)) return weighText(symptom);
      return found.shim === null
        ? weighing('likely', evidence('containerd-shim-runhcs-v1.exe', 'not found'))
        : weighing('possible', evidence('containerd-shim-runhcs-v1.exe', found.shim.path));
    },
  },
  'shim-mismatch': {
    title: 'containerd and its shim come from different releases',
    explain:
      'containerd and the shim describe layers and mounts to each other in a form that changes between releases. Each refuses what it does not know.',
    reference: shim,
    checks: ['shim-version', 'containerd-version'],
    fix: ({ match }, facts) =>
      comparingShims(
        facts,
        nodeName(facts),
        compact(
          match.signature.id === 'shim-newer' && restartAfterChange(facts, 'the files of containerd since it started'),
          onNode('Compare the versions of the two programs.', showPrograms(facts)),
          ...upgradeContainerd(facts, nodeName(facts), undefined, 'for example the one that runs now'),
        ),
        facts['runtime-binaries']?.shim?.path,
      ),
    weigh: weighMismatch,
  },
  'shim-fault': {
    title: 'The shim of the container crashed, or failed unexpectedly',
    explain:
      'The shim ended before it answered, or an internal step of it failed. The cause is in the shim or in the node, not in the pod.',
    reference: shim,
    checks: ['shim-version'],
    fix: (symptom, facts) => [
      onNode(
        'Look for a crash of the shim.',
        'Get-WinEvent -FilterHashtable @{LogName="Application";ProviderName="Application Error"} -MaxEvents 10 | Format-List TimeCreated, Id, Message',
      ),
      onNode(
        'Look for its panic logs before you delete the pod, because they are deleted with it.',
        shell`Get-ChildItem -Recurse -Filter panic.log ${containerdFolders(facts).state}, C:\\var\\lib\\rancher, C:\\var\\lib\\k0s -ErrorAction SilentlyContinue`,
      ),
      recreateFailed(symptom, 'Recreate the pod, which is enough after a fault that happens once.'),
      ...upgradeContainerd(
        facts,
        nodeName(facts),
        'If it happens again, install the newest patch release of containerd with its shim',
        'the newest patch release of your minor release',
      ),
    ],
  },
  'start-race': {
    title: 'The container or its pod was stopped while it was starting',
    explain:
      'A kubelet that deletes or recreates a pod can stop it between two steps of its start. The next attempt succeeds unless the node is overloaded.',
    reference: shim,
    fix: (symptom, facts) => [
      onCluster('See whether the newest attempt succeeded.', shell`kubectl get pod ${podArguments(symptom)}`),
      recreateFailed(symptom, 'If it did not, recreate the pod.'),
      readLog(facts, 'kubelet', 'If it happens often, see in the log of the kubelet what stops the pods.'),
    ],
    weigh: weighRace,
  },
  'node-overloaded': {
    title:
      'The node was too slow for a step of the start: its processor or disk is busy, or Defender scans what containerd writes (exclusions)',
    explain:
      'The kubelet and containerd wait for each step for a limited time. On a node with a busy disk, too little memory or a slow virus scanner a step takes longer. The kubelet then tries again while the first attempt still runs.',
    reference: containerdSource('issues/4604'),
    checks: ['disk-space'],
    fix: (_, facts) => [
      onNode(
        'See the load of disk, memory and processor.',
        lines(
          shell`Get-CimInstance Win32_PerfFormattedData_PerfDisk_PhysicalDisk | Format-Table Name, AvgDiskQueueLength`,
          shell`Get-CimInstance Win32_PerfFormattedData_PerfOS_Memory | Format-List AvailableMBytes`,
          shell`Get-CimInstance Win32_PerfFormattedData_PerfOS_Processor | Format-Table Name, PercentProcessorTime`,
        ),
      ),
      onNode(
        'See which programs use the processor most, and which read and write most.',
        lines(
          shell`$programs = Get-CimInstance Win32_PerfFormattedData_PerfProc_Process | Where-Object Name -notin '_Total', 'Idle' | Select-Object Name, IDProcess, PercentProcessorTime, IODataBytesPersec`,
          shell`$programs | Sort-Object PercentProcessorTime -Descending | Select-Object -First 5`,
          shell`$programs | Sort-Object IODataBytesPersec -Descending | Select-Object -First 5`,
        ),
      ),
      excludeFolders('If Microsoft Defender (MsMpEng) is among the first', facts),
      onCluster('Start fewer pods at once on this node, or give it a faster disk.'),
    ],
    // Our own choice: below that Windows begins to move pages to the disk.
    weigh: weighMemory(500),
  },
  'windows-too-old': {
    title: 'This Windows is too old for the shim',
    explain:
      'HostProcess containers need Windows Server 2019 or newer with current updates. Some functions of newer shims need Windows Server 2022.',
    reference: podRequirements,
    checks: ['os-build', 'bind-filter'],
    fix: (_, facts) => [
      onNode('See the build of Windows.', 'cmd.exe /c ver'),
      onNode(`If it is older than ${server2019}, use a node with Windows Server 2019 or newer: no update helps.`),
      ...updateWindows(facts, nodeName(facts), '', 'If it is not, update Windows'),
      onNode('If that does not help, use nodes with Windows Server 2022 or newer.'),
    ],
    weigh: weighWindows((build) => (build < server2019 ? 'confirmed' : build < server2022 ? 'likely' : 'possible')),
  },
  'pseudo-console': {
    title: 'Windows could not create a terminal for the container',
    explain:
      'tty: true makes the shim create a pseudo console for the container. Windows Server 2019 and newer have pseudo consoles; one can fail on a node without memory, or on a damaged one.',
    reference: learnPage('windows/console/createpseudoconsole'),
    checks: ['os-build'],
    fix: () => [inManifest('Remove tty from the container.', 'tty: false')],
  },
  'runtime-handler': {
    title: 'The runtime class of the pod does not exist, or the node does not have its handler',
    explain:
      'spec.runtimeClassName names a RuntimeClass object, whose handler must be a runtime in the config.toml of containerd on the node. HostProcess pods need no runtime class: the default handler runs them.',
    reference: runtimes,
    fix: ({ match: { captured, signature } }, facts) =>
      compact(
        inManifest('Remove runtimeClassName from the pod, if nothing else needs it.'),
        onCluster(
          'Otherwise see which runtime classes exist, and name one whose handler containerd has.',
          'kubectl get runtimeclass',
        ),
        handlersOf(facts) === undefined &&
          onNode(
            'See which handlers containerd has, and use a class with one of them.',
            shell`${crictl(facts)} info | Select-String runtimes -Context 0,40`,
          ),
        ...addHandler(
          facts,
          signature.component === 'containerd' ? (captured.handler ?? handlerOfClass) : handlerOfClass,
        ),
        restartAfterChange(facts, 'the configuration'),
      ),
    weigh: weighHandler,
  },
};

/** A shim that was built without its version says nothing about the release. */
function weighMismatch(symptom: Symptom, facts: KnownFacts): Weighing {
  const shim = facts['runtime-binaries']?.shim ?? null;
  const containerd = containerdRelease(facts);
  const ships = containerd === null ? null : shippedShim(containerd.version);
  const version = shim === null ? null : readShimVersion(ifKnown(shim.version) ?? '');
  if (containerd === null || ships === null || version === null) {
    const family = shimFamily(facts);
    return family === null ? weighText(symptom) : weighing('possible', family.evidence);
  }
  const seen = [
    evidence('shim on the node', `hcsshim ${showVersion(version)}`),
    evidence(`shim that containerd ${containerd.text} ships`, `hcsshim ${showVersion(ships)}`),
  ];
  return weighing(compareVersions(version, ships) === 0 ? 'ruled-out' : 'likely', ...seen);
}

/** The newest attempt decides: a pod that runs now was only stopped between two steps. */
function weighRace(symptom: Symptom, { cluster }: KnownFacts): Weighing {
  const pods = cluster?.seen && ifKnown(cluster.seen.pods)?.hostProcess;
  const { pod: name } = symptom.message;
  const pod = pods?.find((one) => name === one.name || name === `${one.namespace}/${one.name}`);
  if (pod === undefined) return weighText(symptom);
  return pod.troubled
    ? weighing('possible', evidence(`pod ${name}`, 'still in trouble'))
    : weighing('likely', evidence(`pod ${name}`, 'runs now'));
}

const handlerOfClass = '<handler>';

const handlersOf = ({ runtime }: { runtime?: KnownFacts['runtime'] }): string[] | undefined =>
  (runtime && ifKnown(runtime.status))?.config?.handlers.map(({ name }) => name);

function weighHandler(symptom: Symptom, { runtime }: KnownFacts): Weighing {
  const { handler } = symptom.match.captured;
  const handlers = handlersOf({ runtime });
  if (handler === undefined) return possible;
  if (handlers === undefined || symptom.match.signature.component !== 'containerd') return weighText(symptom);
  const seen = evidence('handlers of containerd', handlers.join(', '));
  return weighing(handlers.includes(handler) ? 'ruled-out' : 'confirmed', seen);
}
