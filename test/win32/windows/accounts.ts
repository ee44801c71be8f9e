import { sidBytes } from '../../../agent/win32/security.ts';
import type { Machine, Member } from '../machine.ts';
import { block, type Field, wide } from '../memory.ts';
import type { Call, Memory } from '../windows.ts';

const MORE_DATA = 234;
const NERR_GroupNotFound = 2220;
const STATUS_NO_MORE_ENTRIES = 0x8000_001a;

export function accountAnswers(machine: Machine): Record<string, Call> {
  const { groups = {}, users = [], rights = {}, join = { name: 'WORKGROUP', status: 2 } } = machine;
  const pageOf = <T>(list: readonly T[], page: Page, fieldsOf: (entry: T, at: number) => Field[]): number =>
    givePage({ list, pageSize: machine.pageSize ?? list.length, page, fieldsOf });
  return {
    NetLocalGroupGetInfo([, name, , address], { allocate }) {
      const found = groups[String(name)];
      if (found === undefined) return NERR_GroupNotFound;
      allocate(address, block(16, [['pointer', 0, String(name)]]));
      return 0;
    },
    NetLocalGroupEnum([, , address, , read, , resume], { allocate }) {
      const page = { address, read, resume, allocate, bytes: 8 } as Page;
      return pageOf(Object.keys(groups), page, (name, at) => [['pointer', at, name]]);
    },
    NetLocalGroupGetMembers([, name, , address, , read, , resume], { allocate }) {
      const members = groups[String(name)] ?? NERR_GroupNotFound;
      if (typeof members === 'number') return members;
      return pageOf(members, { address, read, resume, allocate, bytes: 24 } as Page, memberFields);
    },
    NetUserEnum([, , , address, , read, , resume], { allocate }) {
      return pageOf(users, { address, read, resume, allocate, bytes: 32 } as Page, ({ name, flags }, at) => [
        ['pointer', at, name],
        ['u32', at + 24, flags],
      ]);
    },
    NetGetJoinInformation([, address, status], { allocate }) {
      if (join.name !== null) allocate(address, wide(join.name));
      (status as Buffer).writeUInt32LE(join.status);
      return 0;
    },
    NetApiBufferFree: () => 0,
    LsaOpenPolicy([, , , handle], { open }) {
      (handle as Buffer).writeBigUInt64LE(open('policy'));
      return 0;
    },
    LsaEnumerateAccountsWithUserRight([, right, address, count], { allocate }) {
      const text = (right as Buffer).toString('utf16le', 16, 16 + (right as Buffer).readUInt16LE());
      const holders = rights[text] ?? STATUS_NO_MORE_ENTRIES;
      if (typeof holders === 'number') return holders;
      const fields = holders.flatMap((holder, index): Field[] =>
        holder === null ? [] : [['pointer', 8 * index, sidBytes(holder) ?? '']],
      );
      allocate(address, block(8 * holders.length, fields));
      (count as Buffer).writeUInt32LE(holders.length);
      return 0;
    },
    LsaFreeMemory: () => 0,
    LsaClose: () => 0,
    LsaNtStatusToWinError: ([status]) => ({ returns: status === 0xc000_0022 ? 5 : 1313 }),
  };
}

interface Page {
  address: Buffer;
  read: Buffer;
  resume: Buffer;
  allocate: Memory['allocate'];
  /** Of one entry. */
  bytes: number;
}

function givePage<T>(what: {
  list: readonly T[];
  pageSize: number;
  page: Page;
  fieldsOf(entry: T, at: number): Field[];
}): number {
  const { list, page } = what;
  const from = page.resume.readUInt32LE();
  const entries = list.slice(from, from + what.pageSize);
  const fields = entries.flatMap((entry, index) => what.fieldsOf(entry, index * page.bytes));
  page.allocate(page.address, block(entries.length * page.bytes, fields));
  page.read.writeUInt32LE(entries.length);
  page.resume.writeUInt32LE(from + entries.length);
  return from + entries.length < list.length ? MORE_DATA : 0;
}

const memberFields = ({ sid, name, use = 1 }: Member, at: number): Field[] => [
  ...(sid === null ? [] : [['pointer', at, sidBytes(sid) ?? ''] as Field]),
  ['u32', at + 8, use],
  ['pointer', at + 16, name],
];
