import { ifKnown } from '../fact.ts';
import type { Logs } from '../facts/logs.ts';
import type { RuntimeFact } from '../facts/runtime.ts';
import type { RuntimeBinaries } from '../facts/runtime-binaries.ts';
import type { Services } from '../facts/services.ts';
import { literal, onNode, type ShellCommand, type Step, shell, type Words, words } from '../fix.ts';
import type { KnownFacts } from '../snapshot.ts';
import { containerdFolders, onNewNodes, type PoolFacts } from './containerd-config.ts';
import { distributionOf } from './containerd-service.ts';

type Of = 'containerd' | 'kubelet';
interface LogFacts {
  logs?: Logs;
  services?: Services;
}

/** Where rke2 on Windows writes them. Sources: docs.rke2.io/reference/logging, github.com/rancher/rke2/issues/5283 */
const ofRke2 = {
  containerd: 'C:\\var\\lib\\rancher\\rke2\\agent\\containerd\\containerd.log',
  kubelet: 'C:\\var\\lib\\rancher\\rke2\\agent\\logs\\kubelet.log',
};

/** A step that reads the end of a program's log, with the file or event log if it is known. */
export function readLog(facts: LogFacts, of: Of, say = `Read the end of the log of ${of}.`): Step {
  const end = endOf(facts, of);
  if (end !== null) return onNode(say, end);
  return onNode(of === 'kubelet' ? `${say.replace(/\.$/, '')}; ${kubeletPlaces}.` : say);
}

const kubeletPlaces = `rke2 has it in ${ofRke2.kubelet}, other nodes mostly in C:\\k or C:\\var\\log\\kubelet`;

/** Saves the end of a log, before new lines push it out of what is read. */
export function saveLog(facts: LogFacts, of: Of, why: string): Step {
  const end = endOf(facts, of);
  const say = `Save the end of the log of ${of}: ${why}`;
  return end === null
    ? onNode(say)
    : onNode(say, shell`${{ words: end }} | Out-File -Encoding utf8 -Width 4096 ${`C:\\${of}-log.txt`}`);
}

/** null: no log of it was found, and none is known. k0s keeps the words of all that it starts in its own. */
function endOf(facts: LogFacts, of: Of): ShellCommand | null {
  const mine = (facts.logs?.sources ?? []).filter(({ component }) => component === of || component === 'k0s');
  const files = mine.flatMap((source) => {
    const searched = source.kind === 'file' ? ifKnown(source.searched) : undefined;
    return source.kind === 'file' && searched ? [{ path: source.path, ...searched }] : [];
  });
  const [newest] = files.toSorted((a, b) => Date.parse(b.modifiedAt) - Date.parse(a.modifiedAt));
  if (newest !== undefined) return shell`Get-Content -Tail 200 -LiteralPath ${newest.path}`;
  const events = mine.find((source) => source.kind === 'event-log' && ifKnown(source.searched));
  return events?.kind === 'event-log'
    ? shell`Get-WinEvent -FilterHashtable @{LogName=${literal(events.log)}; ProviderName=${literal(events.eventSource)}} -MaxEvents 50 | Format-List TimeCreated, Message`
    : distributionOf(facts)?.name === 'rke2'
      ? shell`Get-Content -Tail 200 -LiteralPath ${ofRke2[of]}`
      : null;
}

/** The address of a pipe as the kubelet and crictl take it: npipe:////./pipe/containerd-containerd. */
export const endpointUrl = (pipe: string): string => `npipe:${pipe.replaceAll('\\', '/').replace(/^\/\//, '////')}`;

/** Lists the pipes of containerd that exist. */
export const listPipes = "(Get-ChildItem \\\\.\\pipe\\).Name -match 'containerd'";

interface Facts {
  runtime?: Pick<RuntimeFact, 'endpoint'>;
  'runtime-binaries'?: Pick<RuntimeBinaries, 'containerd'>;
}

/** ctr for the containerd of this node. */
export const ctr = (facts: Facts): Words => client(facts, 'ctr.exe', (pipe) => words` --address ${pipe}`);

/** crictl for the runtime of this node. Without an endpoint it tries the usual ones, which rke2 and others do not use. */
export const crictl = (facts: Facts): Words =>
  client(facts, 'crictl.exe', (pipe) => words` --runtime-endpoint ${endpointUrl(pipe)}`);

function client(facts: Facts, name: string, at: (pipe: string) => Words): Words {
  const pipe = facts.runtime?.endpoint ?? '';
  return words`${programBeside(facts, name)}${pipe === '' ? words`` : at(pipe)}`;
}

/**
 * containerd's releases have ctr in the same folder, which is seldom in the PATH; rke2 has crictl there too, k0s and
 * k3s neither.
 */
function programBeside({ 'runtime-binaries': binaries }: Facts, name: string): Words {
  const path = binaries?.containerd?.path ?? '';
  const isThere = name === 'ctr.exe' ? !/\\k[03]s\\/i.test(path) : /\\rke2\\/i.test(path);
  const folder = isThere ? /^.*\\/.exec(path)?.[0] : undefined;
  return folder === undefined ? words`${name}` : words`& ${`${folder}${name}`}`;
}

/** With less space on its disk a layer can hardly be mounted and written to. Our own choice: Windows names no number. */
export const fewFreeBytes = 2 ** 30;

export const pruneImages = (facts: Facts, say: string): Step =>
  onNode(
    say,
    shell`${crictl(facts)} rmi --prune`,
    'They are pulled again when a pod needs them, but not a pause image that no registry has: without it no pod starts.',
  );

/** Finds space on the disks of the node. */
export const freeSpace = (facts: Facts): Step[] => [
  pruneImages(facts, 'Remove images that nothing uses.'),
  onNode(
    'Find other large files: logs below C:\\var\\log and C:\\k, and crash dumps.',
    'Get-ChildItem C:\\var\\log, C:\\k, C:\\Windows\\MEMORY.DMP -Recurse -File -ErrorAction SilentlyContinue | Sort-Object Length -Descending | Select-Object -First 20 Length, FullName',
  ),
];

/** See first whether Microsoft Defender is in the way: an exclusion costs protection. */
export const seeDefender: Step = onNode(
  'See what Microsoft Defender blocked; another product has a log of its own.',
  'Get-WinEvent -LogName "Microsoft-Windows-Windows Defender/Operational" -MaxEvents 20 | Format-List TimeCreated, Id, Message',
);

/** Source: https://learn.microsoft.com/defender-endpoint/configure-process-opened-file-exclusions-microsoft-defender-antivirus */
export const excludePrograms = (facts: PoolFacts): Step =>
  onNode(
    `Only if it blocked a file of containerd, exclude what containerd.exe and its shims open, by their full paths${onNewNodes(facts)}.`,
    'Add-MpPreference -ExclusionProcess (Get-Process containerd, containerd-shim-runhcs-v1 -ErrorAction SilentlyContinue | Select-Object -ExpandProperty Path -Unique)',
    'What these programs open is no longer scanned, also what they write for an image or a container.',
  );

export function excludeFolders(when: string, facts: KnownFacts): Step {
  const { root, state } = containerdFolders(facts);
  return onNode(
    `${when}, exclude the folders of containerd from scanning${onNewNodes(facts)}.`,
    shell`Add-MpPreference -ExclusionPath ${root}, ${state}`,
    'Images and containers are then not scanned.',
  );
}
