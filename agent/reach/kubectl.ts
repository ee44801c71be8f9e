import { spawn } from 'node:child_process';
import { type Duplex, PassThrough } from 'node:stream';
import { kubectlFlags } from '../config/flags.ts';
import { QueryError } from '../error.ts';
import { joinStreams } from './joined.ts';
import type { ConnectionFlags } from './kubeconfig.ts';
import type { PodPlace } from './port-forward.ts';

/** The connection flags, so that kubectl connects to the same server as the same user. */
const passedOn = (flags: ConnectionFlags): string[] =>
  kubectlFlags.flatMap((flag) => {
    const value = flags[flag];
    if (value === null || value === false) return [];
    if (value === true) return [`--${flag}`];
    if (typeof value === 'number') return [`--${flag}=${value}ms`];
    return [value].flat().map((one) => `--${flag}=${one}`);
  });

/**
 * The same through the user's kubectl, which supports transports and sign-ins that hostprobe does not.
 * @throws QueryError if kubectl is missing
 */
export async function openKubectl(
  flags: ConnectionFlags,
  { namespace, pod, container }: PodPlace,
  command: readonly string[],
): Promise<Duplex> {
  // As TYPE/NAME, a name that begins with a hyphen is no flag.
  const args = ['exec', '-i', `--namespace=${namespace}`, `pod/${pod}`, `--container=${container}`];
  const child = spawn('kubectl', [...args, ...passedOn(flags), '--', ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'there is none in PATH' : error.message;
      reject(new QueryError('unsupported', `kubectl: ${why}`));
    });
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said = `${said}${chunk}`.slice(-8000);
  });
  // The output ends only when the exit code is known, because the code says whether the output is valid.
  const output = new PassThrough();
  child.stdout.pipe(output, { end: false });
  child.once('close', (code) => {
    if (code === 0) output.end();
    else output.destroy(new QueryError('failed', `kubectl exec ended with ${code}: ${spoken(said)}`));
  });
  const input = new PassThrough();
  input.pipe(child.stdin);
  // kubectl ended before everything was sent; its exit code says why.
  child.stdin.once('error', () => input.resume());
  const duplex = joinStreams(output, input);
  duplex.once('close', () => child.kill());
  return duplex;
}

/** What kubectl says to people on standard error, without the lines of its log (klog). */
const spoken = (said: string): string => {
  const lines = said.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !/^[IWEF]\d{4} \d\d:/.test(line))
    .join(' ')
    .slice(-600);
};
