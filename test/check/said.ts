import { missingFact } from '../../agent/check/missing-fact.ts';
import { runCheck } from '../../agent/check.ts';
import { containerdAccount } from '../../agent/checks/containerd-account.ts';
import { type FactError, noAgent, noApi } from '../../agent/fact.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { got, snapshotWith, withoutAgent } from '../snapshot.ts';
import { asLocalService, both, type Edit, fromOutside } from '../variations.ts';

/** Without a pod. */
const alone: Edit = ({ token }) => {
  token.pod = { name: null, namespace: null, uid: null, serviceAccount: null, node: null };
};
/** A user of the node, of the group of administrators: without elevation Windows disables that in the token. */
const ofAdministrators =
  (enabled: boolean): Edit =>
  (facts) => {
    both(asLocalService, alone)(facts);
    const { token } = facts.identity;
    if (!token.ok) throw new Error('asLocalService sets it');
    token.value.user = { sid: 'S-1-5-21-1-2-3-1001', name: 'WIN-NODE-1\\admin' };
    token.value.groups.push({ sid: 'S-1-5-32-544', name: 'BUILTIN\\Administrators', enabled });
  };
const nodes = {
  'SYSTEM in a pod': snapshotWith(),
  'LocalService in a pod': snapshotWith(asLocalService),
  'an administrator': snapshotWith(ofAdministrators(true)),
  'without elevation': snapshotWith(ofAdministrators(false)),
  'a machine without Windows': snapshotWith((facts) => {
    alone(facts);
    facts.os.version = { ok: false, error: { kind: 'unsupported', message: 'this is Linux' } };
  }),
  'no agent': withoutAgent(fromOutside),
  'no agent and no pods': withoutAgent((facts) => {
    fromOutside(facts);
    if (facts.cluster.seen) facts.cluster.seen.pods = got({ hostProcess: [], others: 0, truncated: false });
  }),
};
const denied: FactError = { kind: 'denied', message: 'ERROR_ACCESS_DENIED (5)', code: '5' };
const timeout: FactError = { kind: 'timeout', message: 'no answer' };
const failures: readonly [error: FactError, places: readonly (string | null)[]][] = [
  [
    denied,
    [
      ...[
        'runtime',
        'runtime.version',
        'runtime-process.containerd[0].account',
        'runtime-binaries',
        'usage.containers',
      ],
      ...['accounts.rights', 'accounts.groups', 'services.containerd', 'pod-network', 'os', null],
    ],
  ],
  [{ kind: 'denied', message: 'forbidden', code: '403' }, ['cluster.seen.pods']],
  [{ kind: 'denied', message: 'Unauthorized', code: '401' }, ['cluster.seen.pods']],
  [timeout, ['runtime', 'cluster', 'services.containerd', 'accounts', 'limits', null]],
  [{ kind: 'unsupported', message: 'not on this system' }, ['runtime']],
  [{ kind: 'failed', message: 'it broke' }, ['runtime']],
  [{ kind: 'unsupported', message: 'no agent answered', code: noAgent }, ['runtime']],
  [{ kind: 'unsupported', message: 'this process is in no pod', code: noApi }, ['cluster.seen']],
];

/**
 * What is said of a part that could not be read, and which way out, by who looked and how it failed. Sources: go-winio pipe.go
 * (RtlDefaultNpAcl), the security descriptors of the processes of SYSTEM and of the LSA policy; who changes a line here says that
 * this account may, or may not, see that part, and that the way out leads there.
 */
export function saidOfMissing(): string {
  const known = new Set<string>();
  const news = (lines: readonly string[]) => lines.filter((line) => known.size < known.add(line).size);
  const told = (place: string | null, error: FactError, snapshot: Snapshot): string => {
    const { status, seenBy, summary, fix } = missingFact({ needs: ['runtime', 'os'] }, { place, error }, snapshot);
    const steps = fix.steps.map(({ on, say, run, risk }) => [`${on}: ${say}`, run ?? [], risk ?? []].flat());
    const verify = fix.verify === undefined ? [] : [['then', fix.verify.expect, fix.verify.run]];
    return [
      `${status}, ${seenBy ?? 'nobody'}: ${summary}`,
      ...[...steps, ...verify].map((words) => `  ${words.join(' | ').replaceAll('\n', ' ⏎ ')}`),
    ].join('\n');
  };
  const all = failures.flatMap(([error, places]) =>
    places.flatMap((place) => {
      const alike = Map.groupBy(Object.entries(nodes), ([, snapshot]) => told(place, error, snapshot));
      return [...alike].flatMap(([said, who]) => {
        const [summary = '', ...way] = said.split('\n');
        return [`${summary} (${who.map(([name]) => name).join(', ')})`, ...news(way)];
      });
    }),
  );
  const broken = runCheck(
    {
      ...containerdAccount,
      run: () => {
        throw new TypeError('it has none');
      },
    },
    snapshotWith(),
  );
  return `${[...all, broken.summary, ...(broken.fix?.steps ?? []).map(({ say, run }) => `  ${say} | ${run}`)].join('\n')}\n`;
}
