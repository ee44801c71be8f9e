import { assess } from '../agent/assess.ts';
import { checks } from '../agent/checks/index.ts';
import { faults } from './faults.ts';
import { snapshotWith, withoutAgent } from './snapshot.ts';
import { asLocalGroup, asLocalService, both, type Edit, fromOutside, withoutApi } from './variations.ts';

/** What may run hostprobe, in the order of the columns; the first sees all. */
const accounts: Readonly<Record<string, Edit>> = {
  SYSTEM: () => undefined,
  LocalService: asLocalService,
  'LocalService without the API': both(asLocalService, withoutApi),
  'a local group': asLocalGroup,
};

/**
 * The checks for which not every account sees all that SYSTEM sees of a healthy node: the same by another source, or nothing.
 * Below them what the other sources say, and the other checks.
 */
export function checksByAccount(): string {
  const names = Object.keys(accounts);
  const reports = Object.values(accounts).map((edit) => assess(snapshotWith(edit)).findings);
  const others: string[] = [];
  const alike: string[] = [];
  const rows = checks.flatMap(({ id, title }) => {
    const [asSystem, ...weaker] = reports.map((findings) => findings.find(({ check }) => check === id));
    const cells = weaker.map((finding) => {
      if (finding?.status === 'hidden' || finding?.status === 'unknown') return 'no';
      if (finding?.summary === asSystem?.summary || id === 'agent-account') return 'yes';
      others.push(`- \`${id}\`: \`${finding?.summary}\``);
      return 'other source';
    });
    if (cells.every((cell) => cell === 'yes')) {
      alike.push(`\`${id}\``);
      return [];
    }
    return [`| \`${id}\` | ${title} | yes | ${cells.join(' | ')} |`];
  });
  return [
    `| check | judges | ${names.join(' | ')} |`,
    `|${' --- |'.repeat(names.length + 2)}`,
    ...rows,
    '',
    'What the other sources say of a healthy node:',
    '',
    ...new Set(others),
    '',
    `The same for every account: ${alike.join(' ')}.`,
  ].join('\n');
}

/** The checks that the cluster alone can judge of a healthy node, what each of them rests on, and which of its faults it still sees. */
export function checksAlone(): string {
  const judge = (edit: Edit) => assess(withoutAgent(both(fromOutside, edit))).findings;
  const judged = judge(() => undefined).filter(({ status }) => status !== 'hidden' && status !== 'unknown');
  const rows = judged.map(({ check, title, summary, evidence }) => {
    const seen = Object.entries(faults[check] ?? {}).map(([status, edit]) =>
      judge(edit).some((finding) => finding.check === check && finding.status === status) ? status : `not ${status}`,
    );
    return `| \`${check}\` | ${title} | ${evidence.map(({ label }) => label).join(', ')} | ${summary} | ${seen.join(', ')} |`;
  });
  return [
    '| check | judges | rests on | says of a healthy node | sees of its faults |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'All others are `HIDDEN`.',
  ].join('\n');
}
