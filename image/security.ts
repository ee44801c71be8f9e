/**
 * A security descriptor in its binary form: owner BUILTIN\Administrators, group SYSTEM; SYSTEM and Administrators may do
 * everything, Users may read and run. A HostProcess container may run as LocalService or as a member of a local group, which
 * are Users. Without its own descriptor a file would inherit that of containerd's folder, which Users cannot read.
 * As SDDL: O:BAG:SYD:(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x1200a9;;;BU), with OICI in each entry for a folder or a key.
 * Source: [MS-DTYP] 2.4.2 (SID), 2.4.4 (ACE), 2.4.5 (ACL), 2.4.6 (SECURITY_DESCRIPTOR).
 * @param options.full all rights of the kind of object: FILE_ALL_ACCESS, KEY_ALL_ACCESS
 * @param options.read the rights to read it, and to run it
 */
export function securityDescriptor(options: { full: number; read: number; inherited: boolean }): Buffer {
  const { full, read, inherited } = options;
  const [system, administrators, users] = [sid(18), sid(32, 544), sid(32, 545)];
  const flags = inherited ? 0x01 | 0x02 : 0;
  const acl = list([ace(flags, full, system), ace(flags, full, administrators), ace(flags, read, users)]);
  const head = Buffer.alloc(20);
  head.writeUInt8(1, 0);
  // SE_DACL_PRESENT | SE_SELF_RELATIVE
  head.writeUInt16LE(0x8004, 2);
  head.writeUInt32LE(head.length, 4);
  head.writeUInt32LE(head.length + administrators.length, 8);
  head.writeUInt32LE(head.length + administrators.length + system.length, 16);
  return Buffer.concat([head, administrators, system, acl]);
}

/** S-1-5-... (the NT authority). */
function sid(...parts: number[]): Buffer {
  const bytes = Buffer.alloc(8 + 4 * parts.length);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt8(parts.length, 1);
  bytes.writeUInt8(5, 7);
  parts.forEach((part, index) => {
    bytes.writeUInt32LE(part, 8 + 4 * index);
  });
  return bytes;
}

/** ACCESS_ALLOWED_ACE. */
function ace(flags: number, mask: number, who: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(flags, 1);
  head.writeUInt16LE(head.length + who.length, 2);
  head.writeUInt32LE(mask, 4);
  return Buffer.concat([head, who]);
}

function list(entries: readonly Buffer[]): Buffer {
  const body = Buffer.concat(entries);
  const head = Buffer.alloc(8);
  head.writeUInt8(2, 0);
  head.writeUInt16LE(head.length + body.length, 2);
  head.writeUInt16LE(entries.length, 4);
  return Buffer.concat([head, body]);
}
