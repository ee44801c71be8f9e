import type { Duplex } from 'node:stream';
import { agentPort } from '../config/socket-address.ts';
import { QueryError, transportUnusable } from '../error.ts';
import type { Api } from './api.ts';
import { kubeletAway } from './channel.ts';
import { connectCommand, openExec } from './exec.ts';
import { unframing } from './frame.ts';
import { joinStreams } from './joined.ts';
import type { ConnectionFlags } from './kubeconfig.ts';
import { openKubectl } from './kubectl.ts';
import { openForward, type PodPlace } from './port-forward.ts';
import { type Transport, transportsOf } from './transports.ts';

/** A node with hostprobe's pod on it. */
export interface AgentPlace extends PodPlace {
  node: string;
  /** As the kubelet reports it. */
  runtime: string;
}

/** The agent of a node, reached through the API server. */
export interface ReachedAgent {
  node: string;
  /**
   * Opens a connection to the agent. Rejects with a QueryError that names every transport that was tried. A connection that ends
   * with the code `transportUnusable` had an unusable transport: the next one takes another.
   */
  connect(): Promise<Duplex>;
  /** The transport that worked last; null: none yet. */
  via(): Transport | null;
  readonly tried: readonly { transport: Transport; error: string; ms: number }[];
}

/**
 * @param options.via only this transport; null: tries all that the node has, in order
 */
export function reachAgent(options: {
  api: Api;
  flags: ConnectionFlags;
  place: AgentPlace;
  via: Transport | null;
}): ReachedAgent {
  const { api, flags, place, via } = options;
  const tried: { transport: Transport; error: string; ms: number }[] = [];
  /** Transports that opened and led to nothing. */
  const useless = new Map<Transport, QueryError>();
  let chosen: Transport | null = null;

  const openers: Readonly<Record<Transport, () => Promise<Duplex>>> = {
    forward: () => openForward(api, place, agentPort),
    exec: async () => unframed(await openExec(api, place, connectCommand)),
    kubectl: async () => unframed(await openKubectl(flags, place, connectCommand)),
  };

  async function attempt(transport: Transport): Promise<Duplex | QueryError> {
    const began = performance.now();
    try {
      return await openers[transport]();
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      tried.push({ transport, error: error.message, ms: Math.round(performance.now() - began) });
      return error;
    }
  }

  return {
    node: place.node,
    tried,
    via: () => chosen,
    async connect() {
      const errors = [...useless.values()];
      const usual = via === null ? transportsOf(place.runtime) : [via];
      for (const transport of chosen === null ? usual.filter((one) => !useless.has(one)) : [chosen]) {
        const began = performance.now();
        const opened = await attempt(transport);
        if (opened instanceof QueryError) {
          errors.push(opened);
          if (isHopeless(errors)) break;
          continue;
        }
        chosen = transport;
        const before = errors.map(({ message }) => `${message}; `).join('');
        opened.once('error', (error) => {
          if (!(error instanceof QueryError)) return;
          if (error.code !== transportUnusable) {
            // The last transport may have the least useful error, so those before it come first.
            error.message = `${before}${error.message}`;
            return;
          }
          tried.push({ transport, error: error.message, ms: Math.round(performance.now() - began) });
          useless.set(transport, error);
          chosen = null;
        });
        return opened;
      }
      const kind = errors.every((error) => error.kind === 'denied') ? 'denied' : (errors[0]?.kind ?? 'failed');
      const said = errors.map((error) => error.message).join('; ');
      throw new QueryError(kind, `the agent on ${place.node} cannot be reached: ${said}`, errors[0]?.code ?? null);
    },
  };
}

/** Whether another transport would only fail too, after a timeout. */
const isHopeless = (errors: readonly QueryError[]) =>
  errors.some(({ code }) => code === kubeletAway) || errors.filter(({ kind }) => kind === 'timeout').length > 1;

/** Sends raw bytes, and reads frames. */
function unframed(raw: Duplex): Duplex {
  const frames = unframing();
  raw.once('error', (error) => frames.destroy(error));
  const both = joinStreams(raw.pipe(frames), raw);
  both.once('close', () => raw.destroy());
  return both;
}
