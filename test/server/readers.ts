import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { openCluster } from '../../agent/host/cluster.ts';
import { type Monitor, savedMonitor } from '../../agent/monitor.ts';
import { createApp } from '../../agent/server/app.ts';
import { createReaderGuard } from '../../agent/server/auth/guard.ts';
import { hashToken, isAmong } from '../../agent/server/auth/token-file.ts';
import { createReviewer, type Reviewer } from '../../agent/server/auth/token-review.ts';
import { createShared } from '../../agent/server/shared-state.ts';
import { present } from '../../agent/server/tls/certificate.ts';
import { tls } from '../host/tls.ts';
import { serveKubernetes } from '../kubernetes.ts';
import { snapshotWith } from '../snapshot.ts';
import { type Asking, askTls } from './client-tls.ts';
import { page } from './page.ts';

const encoded = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');

/** A token in the form of a service account's, made for hostprobe. */
export const jwtOf = (name: string, claims: object = {}) =>
  `${encoded({ alg: 'RS256' })}.${encoded({ sub: name, aud: ['hostprobe'], ...claims })}.c2lnbmF0dXJl`;

/** In the file of tokens. */
export const fileToken = 'a-token-of-the-file-that-is-long-enough';

export interface Setting {
  /** null: without --auth kubernetes. */
  cluster?: Reviewer | null;
  tokens?: readonly string[];
  monitor?: Monitor;
}

/** What a listener on the node's address answers: TLS, and the guard of readers. */
export async function readersServer({ cluster = null, tokens = [fileToken], monitor }: Setting = {}) {
  const hashes = tokens.map(hashToken);
  const tokenFile = { has: (token: string) => isAmong(token, hashes), stop: () => undefined };
  const guard = createReaderGuard({ cluster, tokenFile: tokens.length === 0 ? null : tokenFile });
  const shared = createShared(monitor ?? savedMonitor(snapshotWith()), null, { page });
  const presented = { ...present(tls), stop: () => undefined };
  const app = createApp({ shared, guard, log: pino({ enabled: false }), presented });
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  const { port } = new URL(app.listeningOrigin);
  return (path: string, options: Asking = {}) => askTls(Number(port), path, options);
}

/** A cluster and who asks it; the test makes the time, in milliseconds, and reads what is logged. */
export async function reviewing() {
  const api = await serveKubernetes();
  let time = Date.parse('2026-11-01T12:00:00Z');
  let elapsed = 0;
  const logged: { level: number; msg: string; err?: { message: string } }[] = [];
  const cluster = createReviewer({
    open: async () => openCluster({ ...api.access, credential: { kind: 'token', token: api.token } }),
    now: () => time,
    elapsed: () => elapsed,
    log: pino({}, { write: (line: string) => void logged.push(JSON.parse(line)) }),
  });
  const pass = (ms: number) => {
    time += ms;
    elapsed += ms;
  };
  /** Somebody sets the clock. */
  const setClock = (ms: number) => {
    time += ms;
  };
  const reviews = () => api.requests.map(({ path }) => path.split('/').at(-1));
  return { api, cluster, pass, setClock, logged, reviews };
}
