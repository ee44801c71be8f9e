import { shell } from '../fix/command.ts';
import { onCluster, onNode, type Step } from '../fix.ts';
import type { Report } from '../report.ts';
import type { ToldDifference } from './differences.ts';

/** The findings and diagnoses of a node whose evidence has a value that differs. */
export function explainedBy({ here, also }: ToldDifference, { findings, diagnoses }: Report): string[] {
  const values = [here, ...also.map((one) => one.here)].flatMap((value) =>
    value !== null && value.length > 3 ? [value] : [],
  );
  const has = (evidence: readonly { value: string }[]) =>
    evidence.some(({ value }) =>
      values.some((one) => value.includes(one) || (value.length > 8 && one.includes(value))),
    );
  return [
    ...findings.flatMap(({ check, status, evidence }) =>
      (status === 'fail' || status === 'warn') && has(evidence) ? [`finding ${check}`] : [],
    ),
    ...diagnoses.flatMap(({ signature, causes, seen }) => {
      const weighty = causes.filter(({ weight }) => weight === 'confirmed' || weight === 'likely');
      const isSeen = seen.some(({ text }) => values.some((one) => one.length > 20 && one.includes(text)));
      return isSeen || weighty.some(({ evidence }) => has(evidence)) ? [`diagnosis ${signature}`] : [];
    }),
  ];
}

/** How to look closer at what differs; null: nothing shows more than the snapshot. */
export function lookCloser({ field, what }: ToldDifference, node: string): Step | null {
  const [fact = '', part = ''] = field.split('.');
  const say = `Look at it on ${node}.`;
  switch (fact) {
    case 'services':
      return onNode(say, shell`sc.exe qc ${part}`);
    case 'runtime-process':
      return onNode(
        say,
        'Get-CimInstance Win32_Process | Format-List Name,ProcessId,ParentProcessId,CreationDate,CommandLine',
      );
    case 'runtime-binaries':
      return onNode(say, 'Get-ChildItem "$env:ProgramFiles\\containerd" | Format-List Name,Length,LastWriteTime');
    case 'runtime':
      return onNode(say, 'crictl info');
    case 'accounts':
      return onNode(say, 'Get-LocalGroup; Get-LocalUser');
    case 'network':
      return onNode(say, 'Get-NetIPConfiguration; netsh interface ipv4 show excludedportrange protocol=tcp');
    case 'os':
      return onNode(say, 'Get-HotFix | Sort-Object InstalledOn');
    case 'cluster':
      return onCluster(say, shell`kubectl describe node ${node}`);
    case 'logs':
      return what.includes('windows')
        ? onNode(say, 'Get-WinEvent -LogName System -MaxEvents 100')
        : onNode(say, 'hostprobe bundle --since 1d');
    default:
      return null;
  }
}
