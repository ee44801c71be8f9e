import type { Duplex } from 'node:stream';
import * as z from 'zod';
import { QueryError } from '../error.ts';
import { jsonIn } from '../json.ts';
import type { Api } from './api.ts';
import { type Channels, openChannels } from './channel.ts';
import { type PodPlace, podPath } from './port-forward.ts';

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
export const openExec = (
  api: Api,
  { namespace, pod, container }: PodPlace,
  command: readonly string[],
): Promise<Duplex> =>
  openChannels(
    api,
    {
      path: podPath({ namespace, pod }, 'exec'),
      query: { command, container, stdin: 'true', stdout: 'true', stderr: 'true' },
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
