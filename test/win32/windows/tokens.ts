import { sidBytes, sidOf } from '../../../agent/win32/security.ts';
import type { Machine, Process, Token } from '../machine.ts';
import { type Field, wide } from '../memory.ts';
import { answerInto, type Call } from '../windows.ts';

const NONE_MAPPED = 1332;
const NO_SUCH_PRIVILEGE = 1313;

const nobody: Token = {
  user: 'S-1-5-19',
  groups: [],
  privileges: [],
  integrity: 'S-1-16-16384',
  elevated: true,
  sessionId: 0,
};

export function tokenAnswers({ token = nobody, names = {} }: Machine): Record<string, Call> {
  return {
    OpenProcessToken([process, , handle], { open, at }) {
      const other = at(process) as Process | undefined;
      (handle as Buffer).writeBigUInt64LE(open(other === undefined ? token : { ...nobody, user: other.user }));
      return 0;
    },
    GetTokenInformation([handle, informationClass, buffer, , needed], { at }) {
      const fields = informationOf(at(handle) as Token, Number(informationClass));
      return answerInto({ buffer, needed, tooSmall: 122 }, fields.size, fields.fields);
    },
    LookupPrivilegeNameW([, luid, name, units]) {
      const found = token.privileges[(luid as Buffer).readUInt32LE() - 1]?.[0];
      return found === undefined ? NO_SUCH_PRIVILEGE : putText(found, name as Buffer, units as Buffer);
    },
    LookupAccountSidW([, bytes, name, nameUnits, domain, domainUnits]) {
      const found = names[sidOf(bytes as Buffer)] ?? NONE_MAPPED;
      if (typeof found === 'number') return found;
      putText(found[0], domain as Buffer, domainUnits as Buffer);
      return putText(found[1], name as Buffer, nameUnits as Buffer);
    },
  };
}

/** Text into a buffer of so many units; afterwards `units` counts it without its NUL. */
function putText(text: string, into: Buffer, units: Buffer): number {
  if (units.readUInt32LE() <= text.length) return 122;
  wide(text).copy(into);
  units.writeUInt32LE(text.length);
  return 0;
}

const sid = (text: string): Buffer => sidBytes(text) ?? Buffer.alloc(0);

/** TOKEN_USER, TOKEN_GROUPS, TOKEN_PRIVILEGES, a session, TOKEN_ELEVATION, TOKEN_MANDATORY_LABEL: winnt.h. */
function informationOf(token: Token, informationClass: number): { size: number; fields: Field[] } {
  switch (informationClass) {
    case 1:
      return { size: 16, fields: [['pointer', 0, sid(token.user)]] };
    case 2: {
      const groups = token.groups.flatMap(([group, attributes], index): Field[] => [
        ['pointer', 8 + 16 * index, sid(group)],
        ['u32', 16 + 16 * index, attributes],
      ]);
      return { size: 8 + 16 * token.groups.length, fields: [['u32', 0, token.groups.length], ...groups] };
    }
    case 3: {
      const privileges = token.privileges.flatMap(([, attributes], index): Field[] => [
        ['u32', 4 + 12 * index, index + 1],
        ['u32', 12 + 12 * index, attributes],
      ]);
      return { size: 4 + 12 * token.privileges.length, fields: [['u32', 0, token.privileges.length], ...privileges] };
    }
    case 12:
      return { size: 4, fields: [['u32', 0, token.sessionId]] };
    case 20:
      return { size: 4, fields: [['u32', 0, token.elevated ? 1 : 0]] };
    default:
      return { size: 16, fields: [['pointer', 0, sid(token.integrity)]] };
  }
}
