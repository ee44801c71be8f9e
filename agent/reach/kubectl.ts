import { spawn } from 'node:child_process';
import { type Duplex, PassThrough } from 'node:stream';
import { LookError } from '../error.ts';
import type { PodPlace } from './forward.ts';
import { joined } from './joined.ts';
import type { ConnectionFlags } from './sign-in.ts';

/** Flags that mean the same to kubectl. */
const shared = [
  ...['kubeconfig', 'context', 'cluster', 'user', 'server', 'tls-server-name', 'certificate-authority'],
  ...['client-certificate', 'client-key', 'token', 'as', 'as-uid'],
] as const;

/**
 * The same by the user's own kubectl, which knows transports and log-ons that hostprobe does not.
 * @throws LookError where there is no kubectl
 */
export async function openKubectl(
  flags: ConnectionFlags,
  { namespace, pod, container }: PodPlace,
  command: readonly string[],
): Promise<Duplex> {
  // Types: the names above are all of flags whose values are texts.
  const given = shared.flatMap((flag) =>
    flags[flag as 'context'] === null ? [] : [`--${flag}=${flags[flag as 'context']}`],
  );
  const groups = flags['as-group'].map((group) => `--as-group=${group}`);
  const insecure = flags['insecure-skip-tls-verify'] ? ['--insecure-skip-tls-verify'] : [];
  const args = ['exec', '-i', `--namespace=${namespace}`, pod, `--container=${container}`];
  const child = spawn('kubectl', [...args, ...given, ...groups, ...insecure, '--', ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new LookError('unsupported', `kubectl: ${error.message}`)));
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said = `${said}${chunk}`.slice(-600);
  });
  // Its exit code says whether what it wrote is an answer, so the end of that waits for it.
  const output = new PassThrough();
  child.stdout.pipe(output, { end: false });
  child.once('close', (code) => {
    if (code === 0) output.end();
    else output.destroy(new LookError('failed', `kubectl exec ended with ${code}: ${said.trim()}`));
  });
  const input = new PassThrough();
  input.pipe(child.stdin);
  // kubectl has ended before all was sent: its exit code tells why.
  child.stdin.once('error', () => input.resume());
  const duplex = joined(output, input);
  duplex.once('close', () => child.kill());
  return duplex;
}
