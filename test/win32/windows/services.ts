import { addressOf } from '../../../agent/win32/library.ts';
import { bufferAt } from '../contract.ts';
import type { Machine, Service } from '../machine.ts';
import { block, type Field, layOut, wide } from '../memory.ts';
import { answerInto, type Call } from '../windows.ts';

const NO_SUCH_SERVICE = 1060;
const ACCESS_DENIED = 5;
const MORE_DATA = 234;
const entryBytes = 56;

export function serviceAnswers({ services = {} }: Machine): Record<string, Call> {
  const entries = Object.entries(services).filter(([, { hidden }]) => !hidden);
  return {
    OpenSCManagerW: (_values, { open }) => ({ returns: open('manager') }),
    OpenServiceW([, name], { open }) {
      const service = services[String(name)];
      if (service === undefined) return { returns: null, lastError: NO_SUCH_SERVICE };
      if (service.hidden) return { returns: null, lastError: ACCESS_DENIED };
      return { returns: open(service) };
    },
    CloseServiceHandle: () => 0,
    QueryServiceConfigW: ([handle, buffer, , needed], { at }) =>
      answerInto({ buffer, needed, tooSmall: 122 }, 64, configFields(at(handle) as Service)),
    QueryServiceStatusEx: ([handle, , buffer], { at }) =>
      answerInto({ buffer, needed: null, tooSmall: 122 }, 36, statusFields(at(handle) as Service, 0)),
    QueryServiceConfig2W([handle, , buffer, , needed], { at }) {
      const { failureActions = { resetSeconds: 0, actions: [] } } = at(handle) as Service;
      if (typeof failureActions === 'number') return failureActions;
      return answerInto({ buffer, needed, tooSmall: 122 }, 40, failureFields(failureActions));
    },
    /** As many as fit, and where to go on. */
    EnumServicesStatusExW(values) {
      const [, , types, , , bytes, needed, returned, resume] = values;
      // SERVICE_DRIVER is 0xb (winnt.h).
      const listed = entries.filter(([, { driver = false }]) => driver === (Number(types) === 0xb));
      const [buffer, from] = [bufferAt(values, 4), (resume as Buffer).readUInt32LE()];
      let [count, end] = [0, buffer.length];
      for (const [name, service] of listed.slice(from)) {
        const texts = [wide(name), wide(service.displayName ?? '')];
        const size = texts.reduce((sum, { length }) => sum + length, 0);
        if ((count + 1) * entryBytes + size > end || end > Number(bytes)) break;
        const head = Buffer.alloc(entryBytes);
        layOut(head, entryBytes, statusFields(service, 16));
        for (const [index, text] of texts.entries()) {
          end -= text.length;
          text.copy(buffer, end);
          head.writeBigUInt64LE(addressOf(buffer) + BigInt(end), 8 * index);
        }
        head.copy(buffer, count * entryBytes);
        count += 1;
      }
      const left = listed.length - from - count;
      (returned as Buffer).writeUInt32LE(count);
      (needed as Buffer).writeUInt32LE(left * 2 * entryBytes);
      (resume as Buffer).writeUInt32LE(left === 0 ? 0 : from + count);
      return left === 0 ? 0 : MORE_DATA;
    },
  };
}

function configFields({ startType, account, commandLine, displayName = '', dependsOn = [] }: Service): Field[] {
  return [
    ['u32', 4, startType],
    ['pointer', 16, commandLine],
    ...(dependsOn.length === 0 ? [] : [['pointer', 40, Buffer.concat([...dependsOn.map(wide), wide('')])] as Field]),
    ['pointer', 48, account],
    ['pointer', 56, displayName],
  ];
}

/** SERVICE_STATUS_PROCESS, which a list has behind its names. */
const statusFields = ({ state, pid, exitCode = 0 }: Service, from: number): Field[] => [
  ['u32', from + 4, state],
  ['u32', from + 12, exitCode],
  ['u32', from + 28, pid],
];

function failureFields({ resetSeconds, actions }: Exclude<Service['failureActions'], number | undefined>): Field[] {
  const list = block(
    8 * actions.length,
    actions.flatMap(([type, delayMs], index): Field[] => [
      ['u32', 8 * index, type],
      ['u32', 8 * index + 4, delayMs],
    ]),
  );
  return [
    ['u32', 0, resetSeconds],
    ['u32', 24, actions.length],
    ...(actions.length === 0 ? [] : [['pointer', 32, list] as Field]),
  ];
}
