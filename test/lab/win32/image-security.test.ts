import { expect, test } from 'vitest';
import * as api from '../../../agent/win32/api/accounts.ts';
import { addressOf, textAt } from '../../../agent/win32/library.ts';
import { securityDescriptor } from '../../../image/security.ts';

/** A descriptor as Windows writes it down (SDDL). */
function sddlOf(descriptor: Buffer): string {
  const ownerGroupAndDacl = 0x1 | 0x2 | api.DACL_SECURITY_INFORMATION;
  const text = Buffer.alloc(8);
  const { result } = api.ConvertSecurityDescriptorToStringSecurityDescriptorW.now(
    addressOf(descriptor),
    api.SDDL_REVISION_1,
    ownerGroupAndDacl,
    text,
    null,
  );
  expect(result).toBe(1);
  return textAt(text.readBigUInt64LE());
}

test('files of the image are readable and runnable for users, and no more', () => {
  const [full, read] = [0x1f01ff, 0x1200a9];
  expect(sddlOf(securityDescriptor({ full, read, inherited: false }))).toBe(
    'O:BAG:SYD:(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x1200a9;;;BU)',
  );
  expect(sddlOf(securityDescriptor({ full, read, inherited: true }))).toBe(
    'O:BAG:SYD:(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)',
  );
});
