import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import koffi from 'koffi';

/** lab.exe does for the lab what Wine's own tools cannot. Real nodes have no such program. */
export async function lab([task, ...args]: readonly string[]): Promise<void> {
  if (task === 'stop-container') return stopContainer(args[0] ?? '');
  if (task === 'set-account') return setAccount(args[0] ?? '', args[1] ?? '');
  if (task === 'ready') return ready(args[0] ?? '', args.slice(1));
  throw new Error(`lab.exe has no task ${task}`);
}

/** Waits until services run, and connects to containerd's pipe. @throws when one of them has ended */
async function ready(pipe: string, services: readonly string[]): Promise<void> {
  const advapi32 = koffi.load('advapi32.dll');
  const openManager = advapi32.func('void *OpenSCManagerW(str16 machine, str16 database, uint32 access)');
  const openService = advapi32.func('void *OpenServiceW(void *manager, str16 name, uint32 access)');
  const queryStatus = advapi32.func('bool QueryServiceStatus(void *service, void *status)');
  const manager = openManager(null, null, scManagerConnect);
  for (const name of services) {
    const service = openService(manager, name, serviceQueryStatus);
    // SERVICE_STATUS: seven numbers, of which the second is the state and the fourth the exit code.
    const status = Buffer.alloc(28);
    const [state, code] = [() => status.readUInt32LE(4), () => status.readUInt32LE(12)];
    while (state() !== running) {
      if (!queryStatus(service, status)) throw new Error(`QueryServiceStatus of ${name} failed`);
      if (state() === stopped && code() !== neverStarted && code() !== 0)
        throw new Error(`${name} ended with ${code()}`);
      await sleep(20);
    }
  }
  await connectOnce(pipe);
}

/**
 * Connects to a pipe and leaves. In Wine the first connection after its server has started can stay without an answer,
 * because Wine keeps the first instance of the pipe that go-winio makes; Windows has nothing like that.
 */
export function connectOnce(path: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const leave = () => socket.destroy();
    socket.once('data', leave);
    socket.once('error', leave);
    socket.once('close', () => resolve());
    setTimeout(leave, 1000).unref();
  });
}

/** winnt.h, wincon.h */
const processAccess = { createThread: 0x2, queryInformation: 0x400, vmOperation: 0x8, vmRead: 0x10, vmWrite: 0x20 };
const ctrlShutdownEvent = 6;

/**
 * Stops a process as the runhcs shim does: with a thread in it that runs kernel32's CtrlRoutine with
 * CTRL_SHUTDOWN_EVENT. Source: hcsshim internal/jobcontainers/process.go.
 */
function stopContainer(pid: string): void {
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

/** winsvc.h, winerror.h */
const serviceQueryStatus = 0x4;
const [stopped, running] = [1, 4];
const neverStarted = 1077;
const scManagerConnect = 0x1;
const serviceChangeConfig = 0x2;
const noChange = 0xffffffff;

/** `sc config <service> obj= <account>`, which Wine's sc does not support. */
function setAccount(service: string, account: string): void {
  const advapi32 = koffi.load('advapi32.dll');
  const openManager = advapi32.func('void *OpenSCManagerW(str16 machine, str16 database, uint32 access)');
  const openService = advapi32.func('void *OpenServiceW(void *manager, str16 name, uint32 access)');
  const change = advapi32.func(
    'bool ChangeServiceConfigW(void *service, uint32 type, uint32 start, uint32 error, str16 path, str16 group, void *tag, str16 dependencies, str16 account, str16 password, str16 displayName)',
  );
  const handle = openService(openManager(null, null, scManagerConnect), service, serviceChangeConfig);
  if (!change(handle, noChange, noChange, noChange, null, null, null, null, account, null, null)) {
    throw new Error(`ChangeServiceConfigW of ${service} failed`);
  }
}
