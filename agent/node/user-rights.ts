import type { AccountRight } from '../facts/accounts.ts';
import { type Command, literal, shell, words } from '../fix/command.ts';
import { type Fix, onNode, type Step, verified } from '../fix.ts';

const file = 'C:\\rights.inf';
const exported = `secedit.exe /export /areas USER_RIGHTS /cfg ${file}` as const;

/** Changes the line of a right: accounts are separated by commas, and a SID has * before it. */
const change = (...replacements: (readonly [pattern: string, by: string])[]): Command => {
  const all = replacements.reduce(
    (before, [pattern, by]) => words`${before} -replace ${literal(pattern)}, ${literal(by)}`,
    words``,
  );
  return shell`(Get-Content ${file})${all} | Set-Content -Encoding Unicode ${file}`;
};

/** Adds an account to those that have a right. The file has no line for a right that nobody has: then one is made. */
export const addAccount = (say: string, right: AccountRight, account: string, isHeld = true): Step => {
  const added = account.replaceAll('$', '$$$$');
  return onNode(
    say,
    isHeld
      ? change([`^${right} = .+`, `$0,${added}`])
      : shell`Add-Content -Encoding Unicode ${file} ${literal(`${right} = ${account}`)}`,
  );
};

/** Takes accounts out of a right. */
export const removeAccounts = (say: string, right: AccountRight, sids: readonly string[]): Step =>
  onNode(
    say,
    change([`(?<=^${right} = .*)\\*(?:${sids.join('|')})(?![\\d-]),?`, ''], [`^(${right} = .*),\\s*$`, '$1']),
  );

/**
 * A fix that changes who has a log-on right: secpol.msc needs a desktop, secedit does not.
 * Source: https://learn.microsoft.com/windows-server/administration/windows-commands/secedit
 * @param changes steps that change the exported file
 * @param risk what the change allows
 * @param more other ways, after these steps
 */
export const changeRights = (
  changes: Step[],
  { risk, expect }: { risk: string; expect: string },
  more: Step[] = [],
): Fix =>
  verified(
    [
      onNode('Export the rights of this node to a file.', exported),
      ...changes,
      onNode('Apply the file.', `secedit.exe /configure /areas USER_RIGHTS /db C:\\rights.sdb /cfg ${file}`, risk),
      onNode(
        'If a group policy sets the right, it overrides the node: change it there, then apply it here.',
        'gpupdate.exe /force',
      ),
      ...more,
    ],
    `${exported}; Select-String LogonRight ${file}`,
    expect,
  );
