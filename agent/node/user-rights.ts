import type { AccountRight } from '../facts/accounts.ts';
import { lines, literal, type ShellCommand, shell, words } from '../fix/command.ts';
import { type Fix, onNode, type Step, verified } from '../fix.ts';
import { onNewNodes, type PoolFacts } from './containerd-config.ts';

const before = 'C:\\rights-before.inf';
const after = 'C:\\rights-after.inf';
const file = 'C:\\rights.inf';

/**
 * What a template begins with. It names only the rights that change: secedit replaces all holders of a right that a
 * template names, and an exported one also names accounts that may not exist any more.
 */
export const templateHead = [
  '[Unicode]',
  'Unicode=yes',
  '[Version]',
  'signature="$CHICAGO$"',
  'Revision=1',
  '[Privilege Rights]',
] as const;

const [firstLine, ...moreLines] = templateHead;
const begin = shell`Set-Content -Encoding Unicode ${file} ${moreLines.reduce((before, line) => words`${before}, ${literal(line)}`, literal(firstLine))}`;

/** Takes the line of a right into the template, changed: accounts are separated by commas, and a SID has * before it. */
const change = (right: AccountRight, ...replacements: (readonly [pattern: string, by: string])[]): ShellCommand => {
  const all = replacements.reduce(
    (before, [pattern, by]) => words`${before} -replace ${literal(pattern)}, ${literal(by)}`,
    words``,
  );
  return shell`(Get-Content ${before}) -match ${literal(`^${right} = `)}${all} | Add-Content -Encoding Unicode ${file}`;
};

/** Adds an account to those that have a right. The file has no line for a right without holders: then one is added. */
export const addAccount = (say: string, right: AccountRight, account: string, isHeld = true): Step => {
  const added = account.replaceAll('$', '$$$$');
  return onNode(
    say,
    isHeld
      ? change(right, [`^${right} = .+`, `$0,${added}`])
      : shell`Add-Content -Encoding Unicode ${file} ${literal(`${right} = ${account}`)}`,
  );
};

/** Takes accounts out of a right. */
export const removeAccounts = (say: string, right: AccountRight, sids: readonly string[]): Step =>
  onNode(
    say,
    change(right, [`(?<=^${right} = .*)\\*(?:${sids.join('|')})(?![\\d-]),?`, ''], [`^(${right} = .*),\\s*$`, '$1']),
  );

/**
 * A fix that changes who has a log-on right: secpol.msc needs a desktop, secedit does not.
 * Source: https://learn.microsoft.com/windows-server/administration/windows-commands/secedit
 * @param changes steps that put the changed rights into the template
 * @param risk what the change allows
 * @param more other ways, after these steps
 */
export const changeRights = (
  facts: PoolFacts,
  changes: Step[],
  { risk, expect }: { risk: string; expect: string },
  more: Step[] = [],
): Fix =>
  verified(
    [
      onNode(
        'Export the rights of this node, and begin a template for those that change.',
        lines(shell`secedit.exe /export /areas USER_RIGHTS /cfg ${before}`, begin),
      ),
      ...changes,
      onNode(
        `Apply the template${onNewNodes(facts)}.`,
        `secedit.exe /configure /db C:\\rights.sdb /cfg ${file} /overwrite /areas USER_RIGHTS /quiet`,
        `${risk} To go back, make the template again with the lines that ${before} has for these rights; a right without a line gets an empty one.`,
      ),
      onNode(
        'If a group policy sets the right, it overrides the node: change it there, then apply it here.',
        'gpupdate.exe /force',
      ),
      ...more,
      onNode('Once the pod runs, remove the files.', 'Remove-Item C:\\rights.*, C:\\rights-before.inf'),
    ],
    `secedit.exe /export /areas USER_RIGHTS /cfg ${after}; Select-String LogonRight ${after}; Remove-Item ${after}`,
    expect,
  );
