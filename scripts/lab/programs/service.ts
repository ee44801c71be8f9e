import koffi from 'koffi';
import { appendLine } from './node.ts';

/** winsvc.h */
const ownProcess = 0x10;
const state = { stopped: 1, startPending: 2, stopPending: 3, running: 4 };
const accepts = { nothing: 0, stopAndShutdown: 0x1 | 0x4 };
const serviceSpecificError = 1066;
const control = { stop: 1, shutdown: 5 };

/**
 * Runs this process as the service that the service control manager started: `start`, then the service is running until
 * it gets the stop control, then `stop` and the end of the process.
 */
export async function runService(start: () => Promise<void>, stop: () => Promise<void>): Promise<void> {
  const advapi32 = koffi.load('advapi32.dll');
  koffi.struct('SERVICE_STATUS', {
    dwServiceType: 'uint32',
    dwCurrentState: 'uint32',
    dwControlsAccepted: 'uint32',
    dwWin32ExitCode: 'uint32',
    dwServiceSpecificExitCode: 'uint32',
    dwCheckPoint: 'uint32',
    dwWaitHint: 'uint32',
  });
  const mainType = koffi.pointer(koffi.proto('void ServiceMain(uint32 argc, void *argv)'));
  const controlType = koffi.pointer(
    koffi.proto('uint32 HandlerEx(uint32 control, uint32 type, void *data, void *context)'),
  );
  koffi.struct('SERVICE_TABLE_ENTRYW', { lpServiceName: 'str16', lpServiceProc: mainType });
  const dispatch = advapi32.func('bool StartServiceCtrlDispatcherW(SERVICE_TABLE_ENTRYW *table)');
  const register = advapi32.func('void *RegisterServiceCtrlHandlerExW(str16 name, HandlerEx *handler, void *context)');
  const setStatus = advapi32.func('bool SetServiceStatus(void *service, SERVICE_STATUS *status)');

  let service: unknown;
  const report = (current: number, exitCode = 0) =>
    setStatus(service, {
      dwServiceType: ownProcess,
      dwCurrentState: current,
      dwControlsAccepted: current === state.running ? accepts.stopAndShutdown : accepts.nothing,
      dwWin32ExitCode: exitCode,
      dwServiceSpecificExitCode: 0,
      dwCheckPoint: 0,
      dwWaitHint: 5000,
    });
  const onControl = koffi.register((code: number) => {
    if (code !== control.stop && code !== control.shutdown) return 0;
    report(state.stopPending);
    void stop().then(() => report(state.stopped));
    return 0;
  }, controlType);
  const onMain = koffi.register(() => {
    // A process with one service may leave the name empty.
    service = register('', onControl, null);
    report(state.startPending);
    start().then(
      () => report(state.running),
      (error) => {
        appendLine('C:\\lab\\errors.log', String(error?.stack));
        report(state.stopped, serviceSpecificError);
      },
    );
  }, mainType);

  const table = [
    { lpServiceName: '', lpServiceProc: onMain },
    { lpServiceName: null, lpServiceProc: null },
  ];
  // Returns after the service has reported that it stopped; false if this process was not started as a service.
  const dispatched = await new Promise<boolean>((resolve, reject) => {
    dispatch.async(table, (error: Error | null, ok: boolean) => (error === null ? resolve(ok) : reject(error)));
  });
  process.exit(dispatched ? 0 : 1);
}
