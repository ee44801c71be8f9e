import { spawn } from 'node:child_process';
import { type Duplex, PassThrough } from 'node:stream';
import * as z from 'zod';
import { kubectlFlags } from '../config/flags.ts';
import { QueryError, transportUnusable } from '../error.ts';
import { jsonIn } from '../json.ts';
import type { Api } from './api.ts';
import { type Channels, joinStreams, openChannels } from './channel.ts';
import type { ConnectionFlags } from './kubeconfig.ts';

/** A container of a pod. */
export interface PodPlace {
  namespace: string;
  /** Of the pod. */
  name: string;
  container: string;
}

/** The API server gives the names, so they may be anything. */
const podPath = ({ namespace, name }: PodPlace, stream: 'exec' | 'portforward'): string =>
  `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/${stream}`;

/**
 * A connection to a port of the pod by port-forward; its loopback is the node's. Neither side may half-close:
 * containerd closes both directions one second after one has ended. Source: containerd
 * internal/cri/server/sandbox_portforward_windows.go.
 * @throws QueryError if the stream is not opened
 */
export const openForward = (api: Api, place: PodPlace, port: number): Promise<Duplex> =>
  openChannels(
    api,
    {
      path: podPath(place, 'portforward'),
      query: { ports: String(port) },
      protocols: ['v4.channel.k8s.io'],
    },
    () => forwarded(port),
  );

/**
 * Channel 0 is data, 1 an error; the first two bytes of each are the port.
 * Source: kubernetes kubelet pkg/cri/streaming/portforward/websocket.go.
 */
function forwarded(port: number): Channels {
  const begun = [false, false];
  let answered = false;
  let failed: QueryError | null = null;
  return {
    sends: 0,
    ending: null,
    take(channel, data) {
      const rest = begun[channel] ? data : data.subarray(2);
      begun[channel] = true;
      if (channel === 0) {
        answered ||= rest.length > 0;
        return rest;
      }
      if (rest.length === 0) return undefined;
      const said = rest.toString().trim().slice(0, 600);
      failed = new QueryError('failed', `port-forward to ${port}: ${said}`, answered ? null : transportUnusable);
      return failed;
    },
    whyClosed: () => failed,
  };
}

/**
 * hostprobe's tunnel in its container. The path is absolute and has no character that cmd or a shim interprets: the shims of
 * containerd 1.6 do not search the PATH of the container, and the shims of 1.7 run it with `cmd /c`.
 * Source: hcsshim internal/jobcontainers/jobcontainer.go.
 */
export const connectCommand: readonly string[] = [
  '%CONTAINER_SANDBOX_MOUNT_POINT%\\hostprobe-node.exe',
  '%CONTAINER_SANDBOX_MOUNT_POINT%\\hostprobe.mjs',
  'connect',
];

/**
 * Standard input and output of a program in the pod, without a terminal. The program does not end with the connection: it
 * only notices the end of its standard input.
 * @throws QueryError if the stream is not opened
 */
export const openExec = (api: Api, place: PodPlace, command: readonly string[]): Promise<Duplex> =>
  openChannels(
    api,
    {
      path: podPath(place, 'exec'),
      query: { command, container: place.container, stdin: 'true', stdout: 'true', stderr: 'true' },
      protocols: ['v5.channel.k8s.io', 'v4.channel.k8s.io'],
    },
    executed,
  );

/** How a program ended. Source: kubernetes apimachinery pkg/util/remotecommand/constants.go. */
const ended = z.object({
  status: z.string(),
  message: z.string().nullish(),
  details: z.object({ causes: z.array(z.object({ reason: z.string(), message: z.string() })).nullish() }).nullish(),
});

/** Channels 0 to 2 are standard input, output and error, and 3 is the result; 255, in v5, closes another channel. */
function executed(protocol: string): Channels {
  let said = '';
  let status: z.infer<typeof ended> | null = null;
  return {
    sends: 0,
    ending: protocol === 'v5.channel.k8s.io' ? Buffer.from([255, 0]) : null,
    take(channel, data) {
      if (channel === 1) return data;
      if (channel === 2) said = `${said}${data}`.slice(-600);
      if (channel === 3) status = ended.safeParse(jsonIn(data.toString())).data ?? null;
      return undefined;
    },
    whyClosed() {
      if (status === null) return new QueryError('failed', 'exec: the stream ended without a result');
      if (status.status === 'Success') return null;
      const code = status.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message;
      const how = code === undefined ? 'was not started' : `ended with ${code}`;
      const words = said.trim() || (status.message ?? '');
      return new QueryError('failed', `exec: hostprobe connect ${how}: ${words.slice(0, 600)}`);
    },
  };
}

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
  { namespace, name, container }: PodPlace,
  command: readonly string[],
): Promise<Duplex> {
  // As TYPE/NAME, a name that begins with a hyphen is no flag.
  const args = ['exec', '-i', `--namespace=${namespace}`, `pod/${name}`, `--container=${container}`];
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
