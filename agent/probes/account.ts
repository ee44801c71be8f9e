import type { Account } from '../facts/runtime-process.ts';
import type { Host } from '../host.ts';
import { partOf } from '../probe.ts';

/** The look-up may ask a domain controller that does not answer; the SID decides, and the name only helps to read it. */
const nameDeadlineMs = 1_500;

/** An account by its SID, with its name if Windows gives it in time. */
export async function accountOf(host: Host, sid: string): Promise<Account> {
  const name = await partOf(host.accounts.name(sid), nameDeadlineMs);
  return { sid, name: name.ok ? name.value : null };
}
