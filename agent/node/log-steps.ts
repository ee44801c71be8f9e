import { ifKnown } from '../fact.ts';
import type { Logs } from '../facts/logs.ts';
import type { Services } from '../facts/services.ts';
import { literal, type ShellCommand, shell } from '../fix/command.ts';
import { onNode, type Step } from '../fix.ts';
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
