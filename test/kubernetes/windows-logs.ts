import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Api, Request } from '../kubernetes.ts';
import { forbidden } from './status.ts';

/**
 * A Windows kubelet that is asked for logs. Source: kubernetes pkg/kubelet/kubelet_server_journal.go, _windows.go, kubelet.go (Run),
 * server/server.go (InstallSystemLogHandler).
 */
export interface WindowsLogs {
  /** enableSystemLogHandler. */
  serves: boolean;
  /** The feature gate NodeLogQuery and enableSystemLogQuery. */
  queries: boolean;
  /** Events of the log Application, by provider. */
  events: Readonly<Record<string, readonly { time: string; level: string; message: string }[]>>;
  /** Below C:\var\log; null: there is no such folder. */
  files: Readonly<Record<string, string>> | null;
  /** Columns of the console that PowerShell has. */
  width: number;
}

const usual: WindowsLogs = { serves: true, queries: true, events: {}, files: {}, width: 80 };

/** Answers what the API server's proxy to win-1 is asked, where the reader has the right. */
export function serveLogs(api: Api, given: Partial<WindowsLogs> = {}): void {
  const logs = { ...usual, ...given };
  const { disturb } = api;
  api.disturb = async (request, response) => {
    if (!request.path.startsWith('/api/v1/nodes/win-1/proxy/logs')) return disturb(request, response);
    if (!api.allowed.includes('get nodes/proxy')) {
      const { status, answer } = forbidden({ resource: 'nodes/proxy', verb: 'get', name: 'win-1' });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      return true;
    }
    answer(logs, request, response);
    return true;
  };
}

/** http.Error of Go. */
const refuse = (response: ServerResponse, status: number, text: string) =>
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);

function answer(logs: WindowsLogs, { url, path }: Request, response: ServerResponse): void {
  const params = new URL(url, 'https://localhost').searchParams;
  if (!logs.serves) return void refuse(response, 405, 'logs endpoint is disabled.');
  const below = path.replace(/^.*\/proxy\/logs\/?/, '');
  const queries = params.getAll('query');
  if (!logs.queries || queries.length === 0) return void fileServer(logs, below, response);
  const services = queries.filter((query) => query.trim() !== '' && !/[/\\]/.test(query));
  const files = queries.filter((query) => /[/\\]/.test(query));
  if (services.length + files.length === 0) {
    return void refuse(response, 400, `query: Invalid value: ${JSON.stringify(queries)}: query cannot be empty`);
  }
  const since = params.get('sinceTime');
  if (since && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(since)) {
    return void refuse(response, 400, `sinceTime: Invalid value: "${since}": invalid time format`);
  }
  if (below !== '') return void refuse(response, 406, 'path not allowed in query mode');
  const wrong = whyInvalid(services, files, params);
  if (wrong !== null) return void refuse(response, 406, wrong);
  const body = Buffer.from(queryServices(logs, services, params), 'latin1');
  response.writeHead(200, { 'content-type': 'text/plain;charset=UTF-8', 'content-encoding': 'gzip' });
  response.end(gzipSync(body));
}

function whyInvalid(services: readonly string[], files: readonly string[], params: URLSearchParams): string | null {
  const unsafe = services.find((name) => /[^a-zA-Z\-_0-9@]/.test(name));
  if (unsafe !== undefined) return `query: Invalid value: "${unsafe}": input contains unsupported characters`;
  if (services.length > 4) return `query: Too many: ${services.length}: must have at most 4 items`;
  if (files.length > 0) return 'query: Invalid value: cannot specify a file and service';
  if (params.has('boot')) return 'boot: Invalid value: 0: boot is not supported on Windows';
  const tail = Number(params.get('tailLines') ?? 0);
  return tail > 100_000 ? `tailLines: Invalid value: ${tail}: must be between 0 and 100000, inclusive` : null;
}

function queryServices({ events, files, width }: WindowsLogs, services: readonly string[], params: URLSearchParams) {
  const hasOptions = ['sinceTime', 'untilTime', 'tailLines', 'pattern'].some((name) => params.has(name));
  const native = services.filter((name) => name in events);
  const others = services.filter((name) => !(name in events));
  let said = native.map((name) => formatTable(name, events[name] ?? [], width)).join('');
  if (others.length > 0 && hasOptions) {
    const names = `[${others.join(' ')}]`;
    return `${said}\noptions present and query resolved to log files for ${names}\ntry without specifying options\n`;
  }
  for (const name of others) {
    const file = [name, `${name}.log`, `${name}/${name}.log`].find((one) => one in (files ?? {}));
    said += file === undefined ? `\nlog not found for ${name}\n` : (files?.[file] ?? '');
  }
  return said;
}

/** Get-WinEvent | Format-Table -AutoSize -Wrap: the last column has what is left of the width, and is broken at blanks. */
function formatTable(provider: string, rows: WindowsLogs['events'][string], width: number): string {
  const head = (time: string, id: string, level: string) => `${time.padEnd(22)} ${id.padStart(4)} ${level.padEnd(16)} `;
  const start = head('', '', '').length;
  const broken = (message: string) => {
    const room = width - start;
    const lines: string[] = [];
    for (let rest = message; rest !== ''; ) {
      const blank = rest.length <= room ? rest.length : rest.lastIndexOf(' ', room);
      const end = blank <= 0 ? room : blank;
      lines.push(rest.slice(0, end));
      rest = rest.slice(end).replace(/^ /, '');
    }
    return lines;
  };
  const shown = rows.flatMap(({ time, level, message }) =>
    broken(message).map((line, index) => `${index === 0 ? head(time, '1', level) : ' '.repeat(start)}${line}`),
  );
  const titles = `${head('TimeCreated', 'Id', 'LevelDisplayName')}Message`;
  const rule = `${head('-----------', '--', '----------------')}-------`;
  return ['', '', `   ProviderName: ${provider}`, '', titles, rule, ...shown, '', ''].join('\r\n');
}

/** http.FileServer of Go: a folder is a page. */
function fileServer({ files }: WindowsLogs, below: string, response: ServerResponse): void {
  const file = files?.[below];
  if (file !== undefined)
    return void response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(file);
  if (files === null || below !== '') return void refuse(response, 404, '404 page not found');
  const links = Object.keys(files).map((name) => `<a href="${name}">${name}</a>`);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(
    `<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n${links.join('\n')}\n</pre>\n`,
  );
}
