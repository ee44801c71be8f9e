import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path/win32';
import { readRegistry, rememberAccount, rememberServiceAccount, serviceKey } from './node.ts';
import { runService } from './service.ts';

/** nssm.exe: a service that runs a program and writes its output to files, all named in its Parameters. */
export async function nssm(args: readonly string[]): Promise<void> {
  const service = args[0] ?? 'kubelet';
  let stop = () => false;
  const parameter = (name: string) => readRegistry(`${serviceKey(service)}\\Parameters`, name);
  await runService(
    async () => {
      const account = rememberServiceAccount(service);
      const [stdout, stderr] = ['AppStdout', 'AppStderr'].map((name) => {
        mkdirSync(dirname(parameter(name)), { recursive: true });
        return openSync(parameter(name), 'a');
      });
      const program = spawn(parameter('Application'), parameter('AppParameters').split(' '), {
        stdio: ['ignore', stdout, stderr],
      });
      rememberAccount(program.pid, account);
      stop = () => program.kill();
    },
    async () => void stop(),
  );
}
