import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { ConnectionFlag } from '../config/flags.ts';
import { isAddress, type Since, showSince } from '../config/values.ts';
import type { Config } from '../config.ts';
import { freshKey } from '../decode/bytes.ts';
import { readCertificates } from '../decode/certificates.ts';
import { NoAnswerError, UserError, unreadable } from '../error.ts';
import { type History, historySchema } from '../history.ts';
import { jsonIn } from '../json.ts';
import { decodeText } from '../windows/encoding.ts';
import { findAgent, openReach, reachAgent, toUserError } from './agent.ts';
import type { Api } from './api.ts';
import { type ReadingNode, readClusterNode, type SeenNode } from './cluster-node.ts';
import { getFrom, type Remote, type RemoteLimits, readNodeSnapshot, setupQuery } from './remote.ts';

/**
 * What --token-file and --ca-file hold.
 * @throws UserError if a file cannot be read or holds something else; the message never quotes the file
 */
export async function readCredentials(
  files: Pick<Config, 'token-file' | 'ca-file'>,
): Promise<Pick<Remote, 'token' | 'trusted'>> {
  const { 'token-file': token, 'ca-file': ca } = files;
  return {
    token: token === null ? null : readToken(await readText(token, '--token-file must name a file'), token),
    trusted: ca === null ? null : readTrusted(await readText(ca, '--ca-file must name a file'), ca),
  };
}

/** Standard input for "-". */
async function readText(path: string, must: string): Promise<string> {
  const bytes = await (path === '-' ? buffer(process.stdin) : readFile(path)).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${must}, but ${unreadable(nameOf(path), error)}`);
  });
  return decodeText(bytes);
}

const nameOf = (path: string) => (path === '-' ? 'standard input' : path);

/** It must fit into a request header. */
const maxTokenLength = 8192;

function readToken(text: string, path: string): string {
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token) && token.length <= maxTokenLength) return token;
  throw new UserError(`--token-file must hold one token and nothing else, but ${nameOf(path)} does not`);
}

function readTrusted(text: string, path: string): string {
  if (readCertificates(new TextEncoder().encode(text)).certificates > 0) return text;
  throw new UserError(`--ca-file must hold certificates in PEM, but ${nameOf(path)} holds none`);
}

/** The flags that say how a node is asked. */
export type AskFlags = Pick<Config, 'node' | 'via' | 'logs' | 'token-file' | 'ca-file' | ConnectionFlag> &
  Partial<Pick<Config, 'with'>>;

const factsQuery = (flags: AskFlags) => (flags.with ? { factsQuery: setupQuery(freshKey()) } : {});

/**
 * The agent that --node names: by its address, or as a node of the cluster, through its API server.
 * @throws UserError if it is missing
 */
export async function openRemote(node: string, flags: AskFlags): Promise<Remote> {
  if (!isAddress(node)) return agentIn(await openReach(flags), node, flags);
  return { origin: node, ...(await readCredentials(flags)) };
}

/**
 * Reads nodes: by the addresses of their agents, or in a cluster, where the API server tells what it can of a node without one.
 * @throws UserError if a node cannot be read
 */
export async function openNodes(flags: AskFlags): Promise<(node: string) => Promise<SeenNode>> {
  const credentials = await readCredentials(flags);
  const api = flags.node.every(isAddress) ? null : await openReach(flags);
  return async (node) =>
    api === null || isAddress(node)
      ? { snapshot: await readNodeSnapshot({ origin: node, ...credentials, ...factsQuery(flags) }), unseen: null }
      : readClusterNode(api, node, readingOf(api, node, flags));
}

/** How a node of the cluster is read by these flags. */
export const readingOf = (api: Api, node: string, flags: AskFlags): ReadingNode => ({
  agent: () => agentIn(api, node, flags),
  onlyAgent: flags.via !== null,
  agentNamespace: flags['agent-namespace'],
  logs: flags.logs,
});

/** The agent on a node of the cluster. Rejects with a UserError if it is missing. */
async function agentIn(api: Api, node: string, flags: AskFlags): Promise<Remote> {
  const found = await findAgent(api, node, flags['agent-namespace']).catch(toUserError);
  return { ...reachAgent({ api, flags, ...found, via: flags.via }), ...factsQuery(flags) };
}

/** At most a thousand changes. */
const ofHistory: RemoteLimits = { deadlineMs: 30_000, maxBytes: 4 * 2 ** 20, type: 'application/json' };

/**
 * The history of a node, from its agent.
 * @throws UserError if it does not answer, refuses, or returns something else
 */
export async function readNodeHistory(remote: Remote, since: Since): Promise<History> {
  const path = `/history?since=${encodeURIComponent(showSince(since))}`;
  const text = (await buffer(getFrom(remote, path, ofHistory))).toString();
  const parsed = historySchema.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  throw new NoAnswerError(`${remote.origin} returned a history that this version of hostprobe cannot read`);
}
