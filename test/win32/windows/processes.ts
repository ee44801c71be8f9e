import { bytesAt } from '../../../agent/win32/library.ts';
import { bufferAt } from '../contract.ts';
import type { Machine, NamedJob, Process } from '../machine.ts';
import { block, type Field, layOut, wide } from '../memory.ts';
import { answerInto, type Call } from '../windows.ts';

const NO_MORE_FILES = 18;
const INVALID_PARAMETER = 87;
const ProcessBasicInformation = 0;
const ProcessCommandLineInformation = 60;
const SystemProcessInformation = 5;
/** SYSTEM_PROCESS_INFORMATION on x64, and one thread. */
const entryBytes = 256 + 80;

export function processAnswers({ processes = [], job = null, jobs = {} }: Machine): Record<string, Call> {
  const processAt = (thing: unknown) => thing as Process;
  const fillEntry = (buffer: Buffer, process: Process | undefined) => {
    if (process === undefined) return NO_MORE_FILES;
    layOut(buffer, 568, [
      ['u32', 8, process.pid],
      ['u32', 32, process.parentPid ?? 0],
    ]);
    buffer.fill(0, 44);
    wide(process.name).copy(buffer, 44);
    return 0;
  };
  return {
    GetCurrentProcess: () => ({ returns: 0xffff_ffff_ffff_ffffn }),
    CloseHandle: () => 0,
    OpenProcess([, , pid], { open }) {
      const process = processes.find((entry) => entry.pid === pid);
      if (process === undefined) return { returns: null, lastError: INVALID_PARAMETER };
      if (process.refuses !== undefined) return { returns: null, lastError: process.refuses };
      return { returns: open(process) };
    },
    CreateToolhelp32Snapshot: (_values, { open }) => ({ returns: open({ next: 0 }) }),
    Process32FirstW: (values) => fillEntry(bufferAt(values, 1), processes[0]),
    Process32NextW(values, { at }) {
      const snapshot = at(values[0]) as { next: number };
      snapshot.next += 1;
      return fillEntry(bufferAt(values, 1), processes[snapshot.next]);
    },
    QueryFullProcessImageNameW(values, { at }) {
      const { image } = processAt(at(values[0]));
      if (typeof image === 'number') return image;
      const [, form, buffer, units] = values;
      // PROCESS_NAME_NATIVE gives \\Device\\HarddiskVolume... (dwFlags).
      if (form !== 0) return 87;
      if ((units as Buffer).readUInt32LE() <= image.length) return 122;
      wide(image).copy(buffer as Buffer);
      (units as Buffer).writeUInt32LE(image.length);
      return 0;
    },
    GetExitCodeProcess([handle, exitCode], { at }) {
      (exitCode as Buffer).writeUInt32LE(processAt(at(handle)).exitCode ?? 259);
      return 0;
    },
    NtQuerySystemInformation([informationClass, buffer, , needed]) {
      if (informationClass !== SystemProcessInformation) return 0xc000_0003;
      const fields = processes.flatMap(({ pid, startedAt, usage }, index): Field[] => [
        ['u64', index * entryBytes + 40, usage?.userTime ?? 0n],
        ['u64', index * entryBytes + 48, usage?.kernelTime ?? 0n],
        ['u32', index * entryBytes + 72, usage?.priority ?? 8],
        ['u32', index * entryBytes + 96, usage?.handles ?? 0],
        ['u64', index * entryBytes + 184, usage?.memory ?? 0n],
        ['u32', index * entryBytes, index + 1 < processes.length ? entryBytes : 0],
        ['u64', index * entryBytes + 32, startedAt ?? 0n],
        ['u64', index * entryBytes + 80, BigInt(pid)],
      ]);
      return answerInto({ buffer, needed, tooSmall: 0xc000_0004 }, processes.length * entryBytes, fields);
    },
    NtQueryInformationProcess([handle, informationClass, buffer, , needed], { at, allocate }) {
      const { commandLine } = processAt(at(handle));
      if (typeof commandLine === 'object') {
        if (informationClass !== ProcessBasicInformation) return 0xc000_0003;
        if (commandLine.inMemory !== null) allocate((buffer as Buffer).subarray(8), pebOf(commandLine.inMemory));
        return 0;
      }
      if (informationClass !== ProcessCommandLineInformation) return 0xc000_0003;
      if (typeof commandLine === 'number') return commandLine;
      return answerInto({ buffer, needed, tooSmall: 0xc000_0004 }, 16, [
        ['u16', 0, 2 * commandLine.length],
        ['u16', 2, 2 * commandLine.length + 2],
        ['pointer', 8, commandLine],
      ]);
    },
    ReadProcessMemory([, address, buffer]) {
      bytesAt(address as bigint, (buffer as Buffer).length).copy(buffer as Buffer);
      return 0;
    },
    RtlNtStatusToDosError: ([status]) => ({ returns: dosErrors.get(status) ?? 317 }),
    IsProcessInJob([, , inJob]) {
      (inJob as Buffer).writeUInt32LE(job === null ? 0 : 1);
      return 0;
    },
    OpenJobObjectW([, , name], { open }) {
      const found = jobs[String(name)] ?? 2;
      return typeof found === 'number' ? { returns: null, lastError: found } : { returns: open(found) };
    },
    QueryInformationJobObject([handle, informationClass, buffer], { at }) {
      if (handle !== null) return answerOf(at(handle) as NamedJob, Number(informationClass), buffer);
      if (job === null) return 5;
      const refused = job.refuses?.[Number(informationClass)];
      if (refused !== undefined) return refused;
      const into = { buffer, needed: null, tooSmall: 24 };
      switch (informationClass) {
        case 1:
          return answerInto(into, 48, [['u32', 40, job.processes ?? 1]]);
        case 9:
          return answerInto(into, 144, [
            ['u32', 16, job.limitFlags ?? 0],
            ['u64', 120, job.memoryLimit ?? 0n],
            ['u64', 136, job.peak ?? 0n],
          ]);
        case 15:
          return answerInto(into, 8, [
            ['u32', 0, job.cpu?.[0] ?? 0],
            ['u32', 4, job.cpu?.[1] ?? 0],
          ]);
        default: {
          if (job.silo === undefined) return 1505;
          const code = answerInto(into, 16, [['u32', 0, job.silo.id]]);
          (buffer as Buffer).writeUInt8(job.silo.server ? 1 : 0, 12);
          return code;
        }
      }
    },
  };
}

/** PEB.ProcessParameters at 0x20, and in these a UNICODE_STRING at 0x70, without a buffer if it is empty: winternl.h, on x64. */
const pebOf = (commandLine: string): Buffer =>
  block(0x28, [
    [
      'pointer',
      0x20,
      block(0x80, [
        ['u16', 0x70, 2 * commandLine.length],
        ...(commandLine === '' ? [] : [['pointer', 0x78, commandLine] as Field]),
      ]),
    ],
  ]);

/** Of those that the agent asks for: ntstatus.h and their page. */
const dosErrors: ReadonlyMap<unknown, number> = new Map([
  [0xc000_0022, 5],
  [0xc000_0003, 87],
  [0xc000_010a, 5],
  [0xc000_0225, 1168],
]);

function answerOf(job: NamedJob, informationClass: number, buffer: unknown): number {
  const into = (tooSmall: number) => ({ buffer, needed: null, tooSmall });
  switch (informationClass) {
    case 1:
      return answerInto(into(24), 48, [
        ['u64', 0, job.userTime],
        ['u64', 8, job.kernelTime],
        ['u32', 40, job.pids.length],
      ]);
    case 3:
      return answerInto(into(234), Math.max(16, 8 + 8 * job.pids.length), [
        ['u32', 0, job.pids.length],
        ['u32', 4, job.pids.length],
        ...job.pids.map((pid, index): Field => ['u64', 8 + 8 * index, BigInt(pid)]),
      ]);
    case 9:
      return answerInto(into(24), 144, [
        ['u32', 16, job.memoryLimit === undefined ? 0 : 0x200],
        ['u64', 120, job.memoryLimit ?? 0n],
      ]);
    default:
      return answerInto(into(24), 16, [
        ['u64', 0, job.memory],
        ['u64', 8, job.peak],
      ]);
  }
}
