import { QueryError } from '../error.ts';
import type { PartValue } from '../fact.ts';
import type { Identity } from '../facts/identity.ts';
import type { Token } from '../host.ts';
import { type Probe, partOf } from '../probe.ts';
import { accountOf, parentOf } from './containerd/process.ts';

export const identity: Probe<'identity'> = {
  deadlineMs: 4_000,
  async read(host) {
    const [token, inJob, silo, parent] = await Promise.all([
      partOf(host.self.token().then(readToken)),
      partOf(host.self.job().then((job) => job.inJob)),
      partOf(host.self.silo()),
      partOf(readParent()),
    ]);
    return { token, inJob, silo, pid: host.self.pid, parent };

    async function readToken(read: Token) {
      const { sid, groups, integrityLevel, ...rest } = read;
      const [user, ...named] = await Promise.all([
        accountOf(host, sid),
        ...groups.map(async (group) => ({ ...(await accountOf(host, group.sid)), enabled: group.enabled })),
      ]);
      return { ...rest, user, groups: named, integrity: integrityOf(integrityLevel) };
    }

    async function readParent() {
      const all = await host.processes.list();
      const own = all.find(({ pid }) => pid === host.self.pid);
      if (own === undefined) throw new QueryError('failed', `the list of processes lacks this one (${host.self.pid})`);
      return { pid: own.parentPid, name: (await parentOf(host, all, own))?.name ?? null };
    }
  },
};

type Integrity = PartValue<Identity['token']>['integrity'];

/** Mandatory integrity levels: SECURITY_MANDATORY_*_RID of winnt.h; "medium plus" (0x2100) counts as medium. */
function integrityOf(level: number): Integrity {
  if (level >= 0x4000) return 'system';
  if (level >= 0x3000) return 'high';
  if (level >= 0x2000) return 'medium';
  return level >= 0x1000 ? 'low' : 'untrusted';
}
