import { QueryError } from '../error.ts';
import type { LogComponent, Logs } from '../facts/logs.ts';
import type { Message } from '../message.ts';
import { createLogReader, createTally, withoutIds } from '../messages/log.ts';
import { partOf } from '../probe.ts';
import { encodingOf } from '../windows/encoding.ts';
import type { Api } from './api.ts';

// The kubelet's log query. Source: kubernetes pkg/kubelet/kubelet_server_journal.go and kubelet_server_journal_windows.go.

const services = ['kubelet', 'containerd'] as const;
/** The kubelet gives 30 s to all of it. */
const maxBytes = 8 * 2 ** 20;
const tailLines = 2000;
/** A failure that lasts is said again: the kubelet waits for five minutes at most before it tries a container again. */
const keptMs = 30 * 60_000;
const maxLines = 200;

/**
 * What the logs of kubelet and containerd say of HostProcess containers, by the kubelet, through the API server's proxy. It asks at
 * most twice: options are for events alone, and the kubelet refuses them where a service writes to a file.
 * @returns `logs` null: the kubelet gave none
 */
export async function queryLogs(api: Api, node: string, now: Date) {
  const path = `/api/v1/nodes/${encodeURIComponent(node)}/proxy/logs/`;
  const since = new Date(now.getTime() - keptMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const answered = await partOf(
    (async () => {
      let got = await api.start(path, { query: services, sinceTime: since, tailLines: String(tailLines) }, maxBytes);
      if (/^options present and query resolved to log files/m.test(text(got.bytes)))
        got = await api.start(path, { query: services }, maxBytes);
      return readAnswer(got);
    })().catch((error: unknown) => {
      throw error instanceof QueryError ? whyNoLogs(error, node) : error;
    }),
  );
  if (!answered.ok) return { answered, logs: null };
  const { bytes, cut } = answered.value;
  return { answered: { ok: true, value: { bytes: bytes.length, cut } } as const, logs: logsIn(bytes, now) };
}

/** PowerShell writes in the code page of the console, whatever the header says: letters beyond ASCII may be lost. */
const text = (bytes: Uint8Array) => new TextDecoder(encodingOf(bytes)).decode(bytes);

/** What the kubelet writes into an answer of 200 in place of a log. */
const instead =
  /^(?:log not found for |error getting log for |error: journal output not available|failed to get (?:logging cmd|gzip writer)|context error: )[^\r\n]*/gm;

function readAnswer({ type, bytes, cut }: { type: string; bytes: Buffer; cut: boolean }) {
  if (/^text\/html\b/.test(type)) {
    throw new QueryError('unsupported', `the kubelet lists its log folder in place of an answer: ${queryIsOff}`, 'off');
  }
  const said = text(bytes);
  const missing = said.match(instead) ?? [];
  const rest = said.replace(instead, '').trim();
  if (rest === '' && missing.length > 0) {
    throw new QueryError(
      'unsupported',
      `the kubelet has no log of ${services.join(' or ')}: ${missing.join('; ')}`,
      'none',
    );
  }
  return { bytes, cut };
}

const queryIsOff =
  'its log query is off; the feature gate NodeLogQuery (on from 1.36) and enableSystemLogQuery: true in its configuration switch it on';

const unreached = 'the API server does not reach the kubelet; it may be down, or its port 10250 closed';
const unfit = 'the kubelet refuses the query: it may be of another version';

/** What a refusal means, by its status. */
const refusals: Readonly<Record<string, string>> = {
  400: unfit,
  403: 'this user may not use the proxy of the API server to a node; get of nodes/proxy allows it, and with it exec in every pod of the node (nodes/log alone counts at the port of the kubelet only, which hostprobe does not ask)',
  404: `the kubelet has no log folder, or ${queryIsOff}`,
  405: 'the kubelet serves no logs; enableSystemLogHandler and enableDebuggingHandlers must be true in its configuration',
  406: unfit,
  ...{ 500: unreached, 502: unreached, 503: unreached, 504: unreached },
};
/** The same where the kubelet itself refuses. */
const byKubelet: Readonly<Record<string, string>> = {
  401: 'the kubelet does not accept the certificate of the API server',
  403: "the kubelet does not let the API server read logs; bind the API server's user to the ClusterRole system:kubelet-api-admin",
};

/** Each refusal in words that say who refused, and what would allow it. */
function whyNoLogs(error: QueryError, node: string): QueryError {
  const { kind, code, message } = error;
  const isOfKubelet = message.includes('(not an answer of Kubernetes)');
  const why = (isOfKubelet ? byKubelet[code ?? ''] : undefined) ?? refusals[code ?? ''];
  return why === undefined ? error : new QueryError(kind, `log query of ${node}: ${why} (${message})`, code);
}

/** One log statement of an event is spread over lines of a table; a line of a file stands alone. */
function logsIn(bytes: Buffer, now: Date): Logs {
  const tally = createTally(withoutIds);
  const found = Map.groupBy(statementsIn(text(bytes)), ({ component }) => component);
  const shiftMs = shiftOf(found.get('kubelet') ?? [], now);
  for (const [component, statements] of found) {
    const reader = createLogReader({
      source: `log query, ${component}`,
      written: { at: now, zone: null },
      encoding: 'utf-8',
      emit: (message) => tally.add(component === 'kubelet' ? shifted(message, shiftMs) : message),
    });
    reader.push(Buffer.from(statements.map(({ statement }) => statement).join('\n')));
    reader.end();
  }
  const isRecent = ({ at }: Message) => at === undefined || Date.parse(at) >= now.getTime() - keptMs;
  const all = tally.messages().filter(isRecent);
  const lines = all.slice(-maxLines).map((message) => ({ component: componentIn(message.source), ...message }));
  return {
    sources: [...found].map(([component, statements]) => sourceOf(component, statements, bytes.length, now)),
    lines,
    leftOut: Math.max(0, all.length - maxLines),
  };
}

const quarterMs = 15 * 60_000;
const farthestMs = 15 * 3_600_000;

/** klog has no zone: the newest line of a kubelet is from about now, and what is between is the zone of the node. */
function shiftOf(statements: readonly Statement[], now: Date): number {
  let newest = '';
  for (const { statement } of statements) {
    const [, time = ''] = /^[IWEF](\d{4} \d\d:\d\d:\d\d)/.exec(statement) ?? [];
    if (time > newest) newest = time;
  }
  const [, month, day, clock] = /^(\d\d)(\d\d) (.*)$/.exec(newest) ?? [];
  const awayMs = now.getTime() - Date.parse(`${now.getUTCFullYear()}-${month}-${day}T${clock}Z`);
  return Math.abs(awayMs) < farthestMs ? Math.round(awayMs / quarterMs) * quarterMs : 0;
}

const shifted = (message: Message, byMs: number): Message =>
  message.at === undefined ? message : { ...message, at: new Date(Date.parse(message.at) + byMs).toISOString() };

const componentIn = (source: string): LogComponent => (source.endsWith('containerd') ? 'containerd' : 'kubelet');

function sourceOf(
  component: LogComponent,
  statements: readonly Statement[],
  size: number,
  now: Date,
): Logs['sources'][number] {
  if (statements.some(({ isEvent }) => isEvent)) {
    const searched = { ok: true, value: { events: statements.length, newest: null } } as const;
    return { kind: 'event-log', component, log: 'Application', eventSource: component, searched };
  }
  // The kubelet does not say which file it read: <service>, <service>.log, or <service>/<service>.log below its folder.
  const value = { size, modifiedAt: now.toISOString(), from: 0, to: size, rotated: [] };
  const path = `C:\\var\\log\\${component}.log`;
  return { kind: 'file', component, path, foundBy: 'usual-place', searched: { ok: true, value } };
}

interface Statement {
  component: LogComponent;
  statement: string;
  isEvent: boolean;
}

/**
 * The statements in an answer: those of `Get-WinEvent | Format-Table -AutoSize -Wrap`, of which each event is a row with its message
 * in the last column, and the lines of files.
 */
export function statementsIn(answer: string): Statement[] {
  const all: Statement[] = [];
  let provider: LogComponent | null = null;
  let column = -1;
  let widest = 0;
  let event: Statement | null = null;
  for (const line of answer.split(/\r?\n/)) {
    const [, named] = /^\s*ProviderName: (\S+)/.exec(line) ?? [];
    if (named !== undefined) {
      provider = named === 'containerd' ? 'containerd' : 'kubelet';
      column = -1;
    } else if (provider !== null && /^-+(?: +-+){2,}\s*$/.test(line)) {
      column = line.trimEnd().lastIndexOf(' ') + 1;
      widest = 0;
    } else if (provider !== null && column > 0) {
      if (line.trim() === '') continue;
      const [before, said] = [line.slice(0, column), line.slice(column).trimEnd()];
      if (before.trim() !== '' || event === null) {
        event = { component: provider, statement: said, isEvent: true };
        all.push(event);
      } else {
        // A word that is longer than the column is broken at its edge.
        event.statement += `${lastLength(event.statement, widest) ? '' : ' '}${said.trimStart()}`;
      }
      widest = Math.max(widest, said.length);
    } else if (provider === null && line.trim() !== '') {
      all.push({ component: /^[IWEF]\d{4} /.test(line) ? 'kubelet' : 'containerd', statement: line, isEvent: false });
    }
  }
  return all;
}

/** Whether a piece without a blank fills its column. */
const lastLength = (said: string, widest: number) => !said.slice(-widest).includes(' ');
