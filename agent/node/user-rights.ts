import { onNode, type Step } from '../fix.ts';

const file = 'C:\\rights.inf';
const exported = `secedit.exe /export /areas USER_RIGHTS /cfg ${file}`;

/**
 * Steps that change who holds a log-on right: secpol.msc needs a desktop, secedit and Notepad do not.
 * Source: https://learn.microsoft.com/windows-server/administration/windows-commands/secedit
 * @param change what to do in the file, which has a line for each right
 * @param risk what the change allows
 */
export const changeRight = (change: string, risk: string): Step[] => [
  onNode(
    'Write the rights of this node to a file, where commas separate accounts and a SID has * before it.',
    exported,
  ),
  onNode(`${change}.`, `notepad.exe ${file}`),
  onNode('Apply the file.', `secedit.exe /configure /areas USER_RIGHTS /db C:\\rights.sdb /cfg ${file}`, risk),
  onNode('If a group policy sets the right, change the policy, which overrides the node.', 'gpupdate.exe /force'),
];

/** Shows who holds the log-on rights. */
export const showRights = `${exported}; Select-String LogonRight ${file}`;
