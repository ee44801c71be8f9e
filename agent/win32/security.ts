import type { Files } from '../host.ts';
import { ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND } from './api/errors.ts';
import * as api from './api/security.ts';
import { requireSuccess, win32Error } from './error.ts';
import { textAt } from './library.ts';
import { sidAt } from './sid.ts';

/** Owner (null: none) and DACL of a file or directory; needs READ_CONTROL on it. */
export async function securityOf(path: string): ReturnType<Files['security']> {
  const what = api.OWNER_SECURITY_INFORMATION | api.DACL_SECURITY_INFORMATION;
  const [owner, descriptor] = [Buffer.alloc(8), Buffer.alloc(8)];
  const named = await api.GetNamedSecurityInfoW(path, api.SE_FILE_OBJECT, what, owner, null, null, null, descriptor);
  if (named.result === ERROR_FILE_NOT_FOUND || named.result === ERROR_PATH_NOT_FOUND) return null;
  if (named.result !== 0) throw win32Error('GetNamedSecurityInfoW', path, named.result);
  const address = descriptor.readBigUInt64LE();
  try {
    // The owner's SID is inside the descriptor; NULL when it has none (GetNamedSecurityInfoW, ppsidOwner).
    const ownerAt = owner.readBigUInt64LE();
    return { owner: ownerAt === 0n ? null : sidAt(ownerAt), sddl: sddlOf(address, path) };
  } finally {
    api.LocalFree.now(address);
  }
}

/** Only turns memory into text, so it does not wait. */
function sddlOf(descriptor: bigint, path: string): string {
  const address = Buffer.alloc(8);
  const answer = api.ConvertSecurityDescriptorToStringSecurityDescriptorW.now(
    descriptor,
    api.SDDL_REVISION_1,
    api.DACL_SECURITY_INFORMATION,
    address,
    null,
  );
  requireSuccess('ConvertSecurityDescriptorToStringSecurityDescriptorW', path, answer);
  const text = address.readBigUInt64LE();
  try {
    return textAt(text);
  } finally {
    api.LocalFree.now(text);
  }
}
