import { assess } from '../agent/assess.ts';
import { checks } from '../agent/checks/index.ts';
import { snapshotWith } from './snapshot.ts';
import { asLocalGroup, asLocalService, both, type Edit, withoutApi } from './variations.ts';

/** What may run hostprobe, in the order of the columns; the first sees all. */
const accounts: Readonly<Record<string, Edit>> = {
  SYSTEM: () => undefined,
  LocalService: asLocalService,
  'LocalService without the API': both(asLocalService, withoutApi),
  'a local group': asLocalGroup,
};

/**
 * The table of the checks, with what each account sees of a healthy node: all that SYSTEM sees, the same by another source,
 * or nothing. Below it what the other sources say.
 */
export function checksByAccount(): string {
  const names = Object.keys(accounts);
  const reports = Object.values(accounts).map((edit) => assess(snapshotWith(edit)).findings);
  const others: string[] = [];
  const rows = checks.map(({ id, title }) => {
    const [asSystem, ...weaker] = reports.map((findings) => findings.find(({ check }) => check === id));
    const cells = weaker.map((finding) => {
      if (finding?.status === 'hidden' || finding?.status === 'unknown') return 'no';
      if (finding?.summary === asSystem?.summary || id === 'agent-account') return 'yes';
      others.push(`- \`${id}\`: \`${finding?.summary}\``);
      return 'other source';
    });
    return `| \`${id}\` | ${title} | yes | ${cells.join(' | ')} |`;
  });
  return [
    `| check | judges | ${names.join(' | ')} |`,
    `|${' --- |'.repeat(names.length + 2)}`,
    ...rows,
    '',
    'Of a healthy node the other sources say:',
    '',
    ...new Set(others),
  ].join('\n');
}
