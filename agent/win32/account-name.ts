import { QueryError } from '../error.ts';
import { ERROR_NONE_MAPPED, LookupAccountSidW } from './api/security.ts';
import { win32Error } from './error.ts';
import { sidBytes } from './sid.ts';

/** UTF-16 units: the longest account name (UNLEN, lmcons.h) and the longest DNS name of a domain, each with its NUL. */
const maxUnits = 257;

/**
 * `DOMAIN\name` in the language of this Windows. May ask a domain controller.
 * @returns null when no name was found: no such account exists, or a network time-out kept Windows from finding it
 */
export async function accountName(sid: string): Promise<string | null> {
  const bytes = sidBytes(sid);
  if (bytes === null) throw new QueryError('failed', `"${sid}" is not a SID; one looks like S-1-5-18`);
  const name = wideBuffer();
  const domain = wideBuffer();
  const answer = await LookupAccountSidW(
    null,
    bytes,
    name.text,
    name.units,
    domain.text,
    domain.units,
    Buffer.alloc(4),
  );
  if (answer.result === 0) {
    if (answer.lastError === ERROR_NONE_MAPPED) return null;
    throw win32Error('LookupAccountSidW', sid, answer.lastError);
  }
  const [inDomain, own] = [textOf(domain), textOf(name)];
  return inDomain === '' ? own : `${inDomain}\\${own}`;
}

function wideBuffer() {
  const units = Buffer.alloc(4);
  units.writeUInt32LE(maxUnits);
  return { text: Buffer.alloc(2 * maxUnits), units };
}

/** After the call `units` counts what was written, without the NUL. */
function textOf({ text, units }: ReturnType<typeof wideBuffer>): string {
  return text.toString('utf16le', 0, 2 * units.readUInt32LE());
}
