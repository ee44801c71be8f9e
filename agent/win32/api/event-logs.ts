import { declare, struct } from '../library.ts';

/** Classic event logs: winbase.h and winnt.h, advapi32.dll. */

export const EVENTLOG_SEQUENTIAL_READ = 0x1;
export const EVENTLOG_BACKWARDS_READ = 0x8;
/** The largest buffer that ReadEventLogW takes. */
export const MAX_READ_BYTES = 0x7_ffff;
export const ERROR_HANDLE_EOF = 38;

export const OpenEventLogW = declare('advapi32.dll', 'OpenEventLogW', 'pointer', ['text', 'text']);
export const CloseEventLog = declare('advapi32.dll', 'CloseEventLog', 'i32', ['pointer']);
export const ReadEventLogW = declare('advapi32.dll', 'ReadEventLogW', 'i32', [
  'pointer',
  'u32',
  'u32',
  'bytes',
  'u32',
  'bytes',
  'bytes',
]);

/** Behind it come the name of the source, that of the computer, the SID, the texts and the data. */
export const EVENTLOGRECORD = struct({
  Length: 'u32',
  Reserved: 'u32',
  RecordNumber: 'u32',
  TimeGenerated: 'u32',
  TimeWritten: 'u32',
  EventID: 'u32',
  EventType: 'u16',
  NumStrings: 'u16',
  EventCategory: 'u16',
  ReservedFlags: 'u16',
  ClosingRecordNumber: 'u32',
  StringOffset: 'u32',
  UserSidLength: 'u32',
  UserSidOffset: 'u32',
  DataLength: 'u32',
  DataOffset: 'u32',
});
