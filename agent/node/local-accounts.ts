// The groups, users and rights of this node, and what it is joined to. null: the facts do not say.
import { type Evidence, evidence, ifKnown, type PartValue } from '../fact.ts';
import type { AccountRight } from '../facts/accounts.ts';
import type { FactValues } from '../facts/index.ts';
import type { RuntimeFact } from '../facts/runtime.ts';
import { type Fix, lines, literal, onNode, type ShellCommand, type Step, shell, verified, words } from '../fix.ts';
import type { KnownFacts } from '../snapshot.ts';
import { onNewNodes, type PoolFacts } from './containerd-config.ts';
import { crictl } from './log-steps.ts';

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Whether a local group of that name exists for the shim. Not known if the list was cut before it. */
export function findLocalGroup(facts: KnownFacts, name: string): { exists: boolean; evidence: Evidence } | null {
  const groups = facts.accounts && ifKnown(facts.accounts.groups);
  if (groups === undefined) return null;
  const group = groups.find((one) => same(one.name, name));
  if (group === undefined && facts.accounts?.truncated.includes('groups')) return null;
  const exists = group !== undefined;
  if (exists && group.found !== undefined && ifKnown(group.found) === false) {
    const value = 'is listed, but NetLocalGroupGetInfo, with which the shim looks for it, does not find it';
    return { exists: false, evidence: evidence(`local group "${name}"`, value) };
  }
  return { exists, evidence: evidence(`local group "${name}"`, exists ? 'exists' : 'does not exist') };
}

/** Names of the local groups, for suggestions. */
export const localGroups = (facts: KnownFacts): string[] =>
  (facts.accounts && ifKnown(facts.accounts.groups))?.map((group) => group.name) ?? [];

type LocalUser = PartValue<FactValues['accounts']['users']>[number];

/** The local user of that name; `user` null: none. */
export function findLocalUser(facts: KnownFacts, name: string): { user: LocalUser | null; evidence: Evidence } | null {
  const users = facts.accounts && ifKnown(facts.accounts.users);
  if (users === undefined) return null;
  const user = users.find((one) => same(one.name, name)) ?? null;
  if (user === null && facts.accounts?.truncated.includes('users')) return null;
  return { user, evidence: evidence(`local user "${name}"`, user === null ? 'does not exist' : 'exists') };
}

/** What the node is joined to. */
export function join(facts: KnownFacts): { kind: 'none' | 'workgroup' | 'domain'; evidence: Evidence } | null {
  const joined = facts.accounts && ifKnown(facts.accounts.join);
  if (joined === undefined || joined.kind === 'unknown') return null;
  return { kind: joined.kind, evidence: evidence('this node is joined to', `${joined.kind} ${joined.name}`.trim()) };
}

/** Who holds an account right directly. */
export function rightHolders(facts: KnownFacts, right: AccountRight): { sids: string[]; evidence: Evidence } | null {
  const sids = (facts.accounts && ifKnown(facts.accounts.rights))?.[right];
  if (sids === undefined) return null;
  return { sids, evidence: evidence(right, sids.length === 0 ? 'nobody' : sids.join(', ')) };
}

/** Whether the domain is BUILTIN, in which every Windows has its own groups, and no user. */
export const isBuiltin = (domain: string): boolean => domain.toLowerCase() === 'builtin';

/** Whether the domain before an account name means the node itself. */
export const isThisNode = (domain: string, facts: Pick<KnownFacts, 'os'>): boolean =>
  isBuiltin(domain) || domain === '.' || domain.toLowerCase() === facts.os?.hostname.toLowerCase();

/** Whether every Windows has a user of this name, so that no local group can have it. */
export const isBuiltinUser = (name: string): boolean =>
  ['administrator', 'guest', 'defaultaccount', 'wdagutilityaccount'].includes(name.toLowerCase());

/**
 * Lists the temporary accounts of local groups that no container uses: the first 20 digits of a container's ID are the
 * account's name. Lists nothing if crictl gets no answer.
 */
export const leftAccounts = (facts: { runtime?: Pick<RuntimeFact, 'endpoint'> }): ShellCommand =>
  shell`$LASTEXITCODE = 1; $ids = ${crictl(facts)} ps -a -q; if ($LASTEXITCODE -eq 0) { Get-LocalUser | Where-Object { $_.Name -match '^[0-9a-f]{20}$' -and -not ($ids -match ('^' + $_.Name)) } }`;

export const riskOfRemoving = 'A container that still uses such an account loses it, and can start no further process.';

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
    `secedit.exe /export /areas USER_RIGHTS /cfg ${after}; Select-String LogonRight ${after}; Remove-Item ${after}`,
    expect,
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
  );
