import type { Duplex } from 'node:stream';
import { QueryError, transportUnusable } from '../error.ts';
import type { Api } from './api.ts';
import { type Channels, openChannels } from './channel.ts';

/** hostprobe's own pod on a node. */
export interface PodPlace {
  namespace: string;
  pod: string;
  container: string;
}

/** The API server gives the names, so they may be anything. */
export const podPath = ({ namespace, pod }: Omit<PodPlace, 'container'>, stream: 'exec' | 'portforward'): string =>
  `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/${stream}`;

/**
 * A connection to a port of the pod by port-forward; its loopback is the node's. Neither side may half-close:
 * containerd closes both directions one second after one has ended. Source: containerd
 * internal/cri/server/sandbox_portforward_windows.go.
 * @throws QueryError if the stream is not opened
 */
export const openForward = (api: Api, { namespace, pod }: PodPlace, port: number): Promise<Duplex> =>
  openChannels(
    api,
    {
      path: podPath({ namespace, pod }, 'portforward'),
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
