import { securityDescriptor } from './security.ts';

const page = 4096;
const binHead = 32;
const none = 0xffffffff;
const keyName = 'ROOT';

/**
 * A registry hive with only its root key: a header and one bin with the key and its security. Windows Server 2025 loads
 * the five hives of a base layer when it unpacks the layer, and refuses empty files (error 1009, "The
 * configuration registry database is corrupt."). Earlier releases accept any file.
 * Source: the "Windows registry file format specification" of M. Suhanov, sections "Base block", "Hive bin", "Cell",
 * "Key node", "Key security"; version 1.3, which every Windows since XP reads.
 */
export function emptyHive(): Buffer {
  const rights = securityDescriptor({ full: 0xf003f, read: 0x20019, inherited: true });
  const keyAt = binHead;
  const keyLength = cellLength(76 + keyName.length);
  const securityAt = keyAt + keyLength;
  const securityLength = cellLength(20 + rights.length);
  const freeAt = securityAt + securityLength;

  const bin = Buffer.alloc(page);
  bin.write('hbin', 0, 'latin1');
  bin.writeUInt32LE(page, 8);
  // An allocated cell has the negative of its length before it, a free one the length itself.
  bin.writeInt32LE(-keyLength, keyAt);
  rootKey(securityAt).copy(bin, keyAt + 4);
  bin.writeInt32LE(-securityLength, securityAt);
  keySecurity(securityAt, rights).copy(bin, securityAt + 4);
  bin.writeInt32LE(page - freeAt, freeAt);
  return Buffer.concat([baseBlock(keyAt), bin]);
}

/** Length of a cell with its own length field: cells are in steps of 8 bytes. */
const cellLength = (bytes: number) => Math.ceil((4 + bytes) / 8) * 8;

function baseBlock(rootAt: number): Buffer {
  const block = Buffer.alloc(page);
  block.write('regf', 0, 'latin1');
  // Equal sequence numbers: the last write was completed.
  block.writeUInt32LE(1, 4);
  block.writeUInt32LE(1, 8);
  block.writeUInt32LE(1, 20);
  block.writeUInt32LE(3, 24);
  // Format: direct memory load.
  block.writeUInt32LE(1, 32);
  block.writeUInt32LE(rootAt, 36);
  block.writeUInt32LE(page, 40);
  // Clustering factor: sectors of 512 bytes.
  block.writeUInt32LE(1, 44);
  let checksum = 0;
  for (let at = 0; at < 508; at += 4) checksum ^= block.readUInt32LE(at);
  block.writeUInt32LE(checksum >>> 0, 508);
  return block;
}

function rootKey(securityAt: number): Buffer {
  const key = Buffer.alloc(76 + keyName.length);
  key.write('nk', 0, 'latin1');
  // KEY_HIVE_ENTRY (root of a hive) | KEY_NO_DELETE | KEY_COMP_NAME (name in single bytes)
  key.writeUInt16LE(0x2c, 2);
  // No parent, no lists of keys and values, no class.
  for (const offset of [16, 28, 32, 40, 48]) key.writeUInt32LE(none, offset);
  key.writeUInt32LE(securityAt, 44);
  key.writeUInt16LE(keyName.length, 72);
  key.write(keyName, 76, 'latin1');
  return key;
}

function keySecurity(ownAt: number, rights: Buffer): Buffer {
  const security = Buffer.alloc(20 + rights.length);
  security.write('sk', 0, 'latin1');
  // Neighbours in the ring of all security cells: itself.
  security.writeUInt32LE(ownAt, 4);
  security.writeUInt32LE(ownAt, 8);
  // Keys that use it.
  security.writeUInt32LE(1, 12);
  security.writeUInt32LE(rights.length, 16);
  rights.copy(security, 20);
  return security;
}
