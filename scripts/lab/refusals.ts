import type { Host, Runtime } from '../../agent/host.ts';
import { QueryError } from '../../image/program.ts';

/**
 * The host as the account NT AUTHORITY\LocalService sees it by the default access lists of Windows and containerd: what is
 * open to SYSTEM and administrators only is refused. Sources: the security descriptors of SYSTEM's processes (no right for
 * LocalService), go-winio pipe.go (pipes without a descriptor: Everyone reads, administrators write), containerd
 * pkg/sys/filesys_windows.go (its root and state folders: D:P(A;OICI;GA;;;BA)(A;OICI;GA;;;SY)), ntsecapi (log-on rights).
 */
export function asLocalService(host: Host): Host {
  const own = host.self.pid;
  const ofOwn =
    <T>(ask: (pid: number) => Promise<T>) =>
    async (pid: number) =>
      pid === own ? ask(pid) : refuse(`OpenProcess ${pid}: ERROR_ACCESS_DENIED (5)`, '5');
  const unlessClosed =
    <Rest extends unknown[], T>(ask: (path: string, ...rest: Rest) => Promise<T>) =>
    async (path: string, ...rest: Rest) =>
      closedFolders.test(path) ? refuse(`EPERM: operation not permitted, ${path}`, 'EPERM') : ask(path, ...rest);
  const { files, processes } = host;
  return {
    ...host,
    processes: {
      ...processes,
      image: ofOwn(processes.image),
      account: ofOwn(processes.account),
      commandLine: ofOwn(processes.commandLine),
    },
    accounts: {
      ...host.accounts,
      holders: async () => refuse('LsaEnumerateAccountsWithUserRight: ERROR_ACCESS_DENIED (5)', '5'),
    },
    files: {
      ...files,
      stat: unlessClosed(files.stat),
      list: unlessClosed(files.list),
      read: unlessClosed(files.read),
      mayCreateIn: async () => false,
    },
    runtime: (path) => closedPipe(path, host.runtime(path)),
  };
}

const closedFolders = /^C:\\ProgramData\\containerd\\(?:root|state)(?:\\|$)/i;

/** Who opens a pipe to write is refused where there is one; that there is none, everybody may know. */
function closedPipe(path: string, runtime: Runtime): Runtime {
  const refused = async () => refuse(`connect EPERM ${path}`, 'EPERM');
  return {
    async connection(options) {
      return (await runtime.connection(options)) === 'absent' ? 'absent' : refused();
    },
    version: refused,
    status: refused,
    sandboxes: refused,
    containers: refused,
    images: refused,
    close: () => runtime.close(),
  };
}

function refuse(message: string, code: string): never {
  throw new QueryError('denied', message, code);
}
