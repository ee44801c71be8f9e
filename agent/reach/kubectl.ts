import { spawn } from 'node:child_process';
import { type Duplex, PassThrough } from 'node:stream';
import { LookError } from '../error.ts';
import { joined } from './joined.ts';
import type { PodPlace } from './port-forward.ts';
import type { ConnectionFlags } from './sign-in.ts';

/** Flags that kubectl has too, with the same meaning. */
const shared = [
  ...['kubeconfig', 'context', 'cluster', 'user', 'server', 'tls-server-name', 'certificate-authority'],
  ...['client-certificate', 'client-key', 'token', 'as', 'as-uid'],
] as const;

/**
 * The same through the user's kubectl, which supports transports and sign-ins that hostprobe does not.
 * @throws LookError if there is no kubectl
 */
export async function openKubectl(
  flags: ConnectionFlags,
  { namespace, pod, container }: PodPlace,
  command: readonly string[],
): Promise<Duplex> {
  // All flags above have text values.
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
  // The output ends only when the exit code is known, because the code says whether the output is valid.
  const output = new PassThrough();
  child.stdout.pipe(output, { end: false });
  child.once('close', (code) => {
    if (code === 0) output.end();
    else output.destroy(new LookError('failed', `kubectl exec ended with ${code}: ${said.trim()}`));
  });
  const input = new PassThrough();
  input.pipe(child.stdin);
  // kubectl ended before everything was sent; its exit code says why.
  child.stdin.once('error', () => input.resume());
  const duplex = joined(output, input);
  duplex.once('close', () => child.kill());
  return duplex;
}
