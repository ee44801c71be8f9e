import { shell } from '../fix/command.ts';
import { onNode, type Step } from '../fix.ts';
import type { KnownFacts } from '../snapshot.ts';
import { onNewNodes, type PoolFacts } from './containerd-config.ts';
import { containerdFolders } from './containerd-folders.ts';

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
