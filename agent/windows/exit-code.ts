import { endings } from './exit-codes.ts';

/** What an exit code of a program on Windows says of its end, for those that say something by themselves. */
const exitKinds = [
  'crash',
  'memory',
  'start',
  'stopped',
  'library',
  'format',
  'denied',
  'missing',
  'blocked',
  'manifest',
  'service',
  'runtime',
  'other',
] as const;
export type ExitKind = (typeof exitKinds)[number];

/** Win32 errors, which programs return as they are or as an HRESULT; what they say of a program that failed. */
export const win32Kinds = {
  missing: [2, 3, 9009],
  denied: [5, 740, 1314],
  memory: [8, 14, 1450, 1455, 1816],
  library: [126, 127],
  format: [193, 216],
  blocked: [225, 577, 1260, 4551],
  manifest: [14001, 14003],
  service: [1058, 1722, 1753],
} satisfies Partial<Record<ExitKind, readonly number[]>>;
const codesOf: Partial<Record<ExitKind, readonly number[]>> = win32Kinds;

interface ExitCode {
  kind: ExitKind;
  /** As people search for it: "0xC0000142 STATUS_DLL_INIT_FAILED". */
  shown: string;
}

/**
 * Reads an exit code as kubectl (-1073741502), Docker and containerd (3221225794) and Go (0xc0000142) write it; null: it says
 * nothing by itself, as 1 does.
 */
export function readExitCode(text: string): ExitCode | null {
  const code = Number(text) >>> 0;
  const hex = `0x${code.toString(16).toUpperCase().padStart(8, '0')}`;
  const [kind, name] = endings[hex] ?? [];
  const known = exitKinds.find((one) => one === kind);
  if (known !== undefined) return { kind: known, shown: `${hex} ${name}` };
  // FACILITY_WIN32 in an HRESULT; 9009 is what cmd makes of a program that it does not find.
  const error = code >>> 16 === 0x8007 ? code & 0xffff : code === 9009 ? code : null;
  if (error !== null) {
    const ofError = exitKinds.find((one) => codesOf[one]?.includes(error));
    return { kind: ofError ?? 'other', shown: error === code ? String(code) : hex };
  }
  // Severity error of an NTSTATUS or an HRESULT; a small negative number is the program's own.
  return code >= 0x80000000 && code < 0xf0000000 ? { kind: 'other', shown: hex } : null;
}

/** How a code may be written in a log. */
export const writtenForms = (hex: string): string[] => {
  const code = Number(hex);
  return [String(code), String(code | 0), hex.toLowerCase(), `0x${hex.slice(2).toUpperCase()}`];
};
