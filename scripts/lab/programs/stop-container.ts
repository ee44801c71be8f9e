import koffi from 'koffi';

/** winnt.h, wincon.h */
const processAccess = { createThread: 0x2, queryInformation: 0x400, vmOperation: 0x8, vmRead: 0x10, vmWrite: 0x20 };
const ctrlShutdownEvent = 6;

/**
 * Tells a process to stop as the runhcs shim does: a thread in it that runs kernel32's CtrlRoutine with
 * CTRL_SHUTDOWN_EVENT. Source: hcsshim internal/jobcontainers/process.go.
 */
export async function stopContainer([pid]: readonly string[]): Promise<void> {
  const kernel32 = koffi.load('kernel32.dll');
  const moduleHandle = kernel32.func('void *GetModuleHandleW(str16 name)');
  const procAddress = kernel32.func('void *GetProcAddress(void *module, str name)');
  const openProcess = kernel32.func('void *OpenProcess(uint32 access, bool inherit, uint32 pid)');
  const createRemoteThread = kernel32.func(
    'void *CreateRemoteThread(void *process, void *security, size_t stack, void *start, uintptr parameter, uint32 flags, void *id)',
  );
  const lastError = kernel32.func('uint32 GetLastError()');

  const access = Object.values(processAccess).reduce((all, one) => all | one);
  const process = openProcess(access, false, Number(pid));
  if (process === null) throw new Error(`OpenProcess ${pid}: ${lastError()}`);
  const routine = procAddress(moduleHandle('kernel32.dll'), 'CtrlRoutine');
  const thread = createRemoteThread(process, null, 0, routine, ctrlShutdownEvent, 0, null);
  if (thread === null) throw new Error(`CreateRemoteThread in ${pid}: ${lastError()}`);
}
