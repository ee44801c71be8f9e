import { addressOf, textAt } from '../../../agent/win32/library.ts';
import { sidBytes } from '../../../agent/win32/security.ts';
import type { File, Machine } from '../machine.ts';
import { block, type Field, wide } from '../memory.ts';
import type { Call } from '../windows.ts';

const FILE_NOT_FOUND = 2;
const PATH_NOT_FOUND = 3;
const NOT_A_REPARSE_POINT = 4390;
const VOLUME_NAME_GUID = 1;

export function fileAnswers({ files = {} }: Machine): Record<string, Call> {
  return {
    CreateFileW([path, access], { open }) {
      const file = files[String(path)];
      if (file === undefined) return FILE_NOT_FOUND;
      const refused = file.refuses ?? (access === 0 ? undefined : file.closed);
      return refused ?? { returns: open(file) };
    },
    GetFinalPathNameByHandleW([handle, buffer, units, form], { at }) {
      const path = (at(handle) as File).finalPath;
      const asked = path?.startsWith('\\\\?\\') ? VOLUME_NAME_GUID : 2;
      if (path === undefined || form !== asked) return { returns: 0, lastError: PATH_NOT_FOUND };
      if (Number(units) <= path.length) return { returns: path.length + 1 };
      wide(path).copy(buffer as Buffer);
      return { returns: path.length };
    },
    GetVolumeNameForVolumeMountPointW([path, buffer]) {
      const volume = files[String(path).slice(0, -1)]?.mountedVolume;
      if (volume === undefined) return NOT_A_REPARSE_POINT;
      wide(volume).copy(buffer as Buffer);
      return 0;
    },
    /** The descriptor is the SDDL itself with the owner behind it. */
    GetNamedSecurityInfoW([path, , parts, owner, , , , descriptor], { allocate }) {
      const file = files[String(path)];
      if (file === undefined) return FILE_NOT_FOUND;
      if (file.refuses !== undefined) return file.refuses;
      // OWNER_SECURITY_INFORMATION and DACL_SECURITY_INFORMATION.
      if (parts !== 5) return 87;
      const sddl = wide(file.sddl ?? 'D:');
      const sid = file.owner == null ? null : sidBytes(file.owner);
      const ownerField: Field[] = sid === null ? [] : [['pointer', 8, sid]];
      const bytes = block(16, [['pointer', 0, sddl], ...ownerField]);
      allocate(descriptor, bytes);
      bytes.copy(owner as Buffer, 0, 8, 16);
      return 0;
    },
    ConvertSecurityDescriptorToStringSecurityDescriptorW([descriptor, , , address], { allocate }) {
      const text = textAt((descriptor as bigint) + 16n);
      allocate(address, wide(text));
      return { returns: 1 };
    },
    LocalFree: () => ({ returns: null }),
    GetFileVersionInfoSizeW([path]) {
      const version = files[String(path)]?.version ?? FILE_NOT_FOUND;
      return typeof version === 'number' ? { returns: 0, lastError: version } : { returns: 64 };
    },
    /** The block is the VS_FIXEDFILEINFO itself, 16 bytes in. */
    GetFileVersionInfoW([path, , , data]) {
      const version = files[String(path)]?.version ?? FILE_NOT_FOUND;
      if (typeof version === 'number') return version;
      (data as Buffer).writeUInt32LE(0xfeef_04bd, 16);
      (data as Buffer).writeUInt32LE(version.high, 24);
      (data as Buffer).writeUInt32LE(version.low, 28);
      return 0;
    },
    VerQueryValueW([data, , address, length]) {
      const cut = Object.values(files).flatMap(({ version }) =>
        typeof version === 'object' ? (version.bytes ?? []) : [],
      );
      (address as Buffer).writeBigUInt64LE(addressOf(data as Buffer) + 16n);
      (length as Buffer).writeUInt32LE(cut[0] ?? 52);
      return { returns: 1 };
    },
  };
}
