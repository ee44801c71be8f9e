import { fieldOf, given, isObject, jsonIn, wordOf } from '../json.ts';
import { unescapeQuotes } from '../message.ts';
import { readItem } from './kubernetes.ts';
import { isoTime, type WrittenAt, zonedTime } from './time.ts';

/** What a log, or kubectl, writes around a message. */
export interface Envelope {
  text: string;
  at?: string;
  pod?: string;
  container?: string;
  count?: number;
  /** The events of an object that is ready. */
  past?: true;
  /** The field that kubectl describe prints before it: "Message", "Finished". */
  key?: string;
  /** From kubectl's output for people: the next lines without an envelope belong to it. */
  wraps?: true;
}

type Opener = (line: string, written: WrittenAt | null) => Envelope | null;

const statement = (...parts: (string | undefined)[]) =>
  parts.filter((part) => part !== undefined && part !== '').join(': ');

const dayMs = 24 * 3_600_000;

/** A time without its year: the latest year with a time before the last write (with a day of grace for clocks and zones). */
function nearestBefore({ at, zone }: WrittenAt, rest: string): string | undefined {
  const latest = new Date(at.getTime() + dayMs);
  const year = latest.getUTCFullYear();
  const inYear = zonedTime(`${year}-${rest}`, zone);
  // February 29 does not exist in most years.
  const isLater = inYear === undefined || Date.parse(inYear) > latest.getTime();
  return isLater ? zonedTime(`${year - 1}-${rest}`, zone) : inYear;
}

/** klog: without the year, in the time zone of the machine (Go time.Now, klog formatHeader). */
const klog: Opener = (line, written) => {
  const found = /^[IWEF](\d{2})(\d{2}) (\d{2}:\d{2}:\d{2}\.\d{3})\d{0,6}\s+\d+ [\w./-]{1,100}:\d+\] (.*)$/.exec(line);
  if (found === null) return null;
  const [, month, day, clock, rest = ''] = found;
  const at = written === null ? undefined : nearestBefore(written, `${month}-${day}T${clock}`);
  const message = readLeadingMessage(rest);
  if (message === null) return { text: rest, ...given({ at }) };
  const fields = readFields(rest);
  const text = statement(message, fields.get('err'));
  return {
    text,
    ...given({ pod: fields.get('pod') || undefined, container: fields.get('containerName') || undefined, at }),
  };
};

/** logrus (containerd) and slog. */
const keyValue: Opener = (line) => {
  if (!line.startsWith('time=')) return null;
  const fields = readFields(line);
  const text = statement(fields.get('msg'), fields.get('error') ?? fields.get('err'));
  return text === '' ? null : { text, ...given({ at: isoTime(fields.get('time')) }) };
};

/** A container's log as containerd writes it, or as kubectl logs --timestamps shows it. */
const stamped: Opener = (line) => {
  const found =
    /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))\s+(?:std(?:out|err) [FP] )?(.*)$/.exec(
      line,
    );
  return found === null ? null : { text: found[2] ?? '', ...given({ at: isoTime(found[1]) }) };
};

/** kubectl logs --prefix. */
const prefixed: Opener = (line) => {
  const found = /^\[pod\/([^/\]\s]{1,253})\/([^\]\s]{1,253})\] (.*)$/.exec(line);
  if (found === null) return null;
  const [, pod, container, text = ''] = found;
  return { text, ...given({ pod, container }) };
};

const times = (age: string | undefined) => Number(/\(x(\d{1,7}) over/.exec(age ?? '')?.[1] ?? 1);

/** A row of "Events:" in kubectl describe. */
const describedEvent = (line: string): Envelope | null => {
  const found =
    /^\s*(?:Normal|Warning)\s+\S{1,60}\s+(\S{1,30}(?: \(x\d{1,7} over [^)\s]{1,30}\))?)\s+\S[^\n]{0,80}?\s{2,}(\S.*)$/.exec(
      line,
    );
  return found === null ? null : { text: found[2] ?? '', count: times(found[1]), wraps: true };
};

/** A row of kubectl get events. */
const listedEvent = (line: string): Envelope | null => {
  const found =
    /^(?:[a-z0-9-]{1,63}\s+)?(\S{1,30}(?: \(x\d{1,7} over [^)\s]{1,30}\))?)\s+(?:Normal|Warning)\s+\S{1,60}\s+([a-z]{1,40})\/(\S{1,253})\s+(\S.*)$/.exec(
      line,
    );
  if (found === null) return null;
  const [, age, kind, name, text] = found;
  return { text: text ?? '', count: times(age), wraps: true, ...given({ pod: kind === 'pod' ? name : undefined }) };
};

/** A "Key:   value" line of kubectl describe. */
const field = (line: string): Envelope | null => {
  const found = /^\s{0,12}([A-Z][A-Za-z ]{1,30}):\s{2,}(\S.*)$/.exec(line);
  if (found === null) return null;
  const [, key = '', value = ''] = found;
  // A number says nothing without its name.
  return { text: key === 'Exit Code' ? `${key}: ${value}` : value, key, wraps: true };
};

const openers: readonly Opener[] = [klog, keyValue, jsonLine, stamped, prefixed, describedEvent, listedEvent, field];

/** How deep envelopes may be nested: a container's log line, in it a logger's line, in it a quoted one. */
const maxDepth = 3;

/**
 * Takes a line out of its envelopes. null: it has none, so it may continue the line before.
 * @param written for formats that leave out the year and the zone; null: not known
 */
export function openEnvelope(line: string, written: WrittenAt | null): Envelope | null {
  let all: Envelope | null = null;
  for (let depth = 0; depth < maxDepth; depth++) {
    const inside: string = all === null ? line : all.text;
    const opened = openers.map((open) => open(inside, written)).find((envelope) => envelope !== null);
    if (opened === undefined) break;
    all = { ...(all ?? {}), ...opened };
    if (opened.key !== undefined) break;
  }
  return all === null ? null : { ...all, text: unescapeQuotes(all.text) };
}

/** A value that Go quoted once, without its quotes. */
function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  return value
    .slice(1, value.endsWith('"') ? -1 : undefined)
    .replace(/\\(["\\nrt])/g, (_, escaped: string) =>
      escaped === 'n' || escaped === 'r' || escaped === 't' ? ' ' : escaped,
    );
}

/** The key=value pairs of logrus, slog and klog, unquoted once. */
function readFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [, key, value] of text.matchAll(/(?:^|\s)([A-Za-z][\w.-]{0,60})=("(?:[^"\\]|\\.)*"?|[^\s"]+)/g)) {
    if (key !== undefined && value !== undefined) fields.set(key, unquote(value));
  }
  return fields;
}

/** The quoted message at the beginning of a structured klog line; null: none. */
function readLeadingMessage(text: string): string | null {
  const quoted = /^"(?:[^"\\]|\\.)*"/.exec(text);
  return quoted === null ? null : unquote(quoted[0]);
}

/** A line with one JSON object: a message of a program, or an event of Kubernetes from a watch or an exporter. */
function jsonLine(text: string): Envelope | null {
  if (!text.startsWith('{') || !text.endsWith('}')) return null;
  const json = jsonIn(text);
  return json === undefined ? null : (readEvent(json) ?? readStatement(json));
}

function readEvent(json: unknown): Envelope | null {
  const watched = wordOf(json, 'type') === undefined ? undefined : fieldOf(json, 'object');
  const event = wordOf(watched, 'kind') === undefined ? json : watched;
  if (!isObject(fieldOf(event, 'involvedObject'))) return null;
  const [said] = readItem({ ...Object(event), kind: 'Event' }, '');
  if (said === undefined) return null;
  const { source, ...envelope } = said;
  return envelope;
}

/**
 * Reads the fields of loggers (logrus, zap, klog, pino, Serilog), of log collectors (fluent-bit, Docker, Loki), and of an
 * event log in a bundle.
 */
function readStatement(said: unknown): Envelope | null {
  const first = (...names: string[]) => names.map((name) => wordOf(said, name)).find((found) => found !== undefined);
  const message = first('msg', 'message', 'log', 'line', '@m', 'text') ?? wordOf(said, 'responseStatus', 'message');
  const text = statement(message, first('error', 'err'));
  if (text === '') return null;
  const at = timeOf(
    ['ts', 'time', '@timestamp', '@t', 'timestamp', 'at']
      .map((name) => fieldOf(said, name))
      .find((found) => typeof found === 'string' || typeof found === 'number'),
  );
  const of = fieldOf(said, 'kubernetes');
  const podName = wordOf(of, 'pod_name') ?? nameIn(of, 'pod') ?? nameIn(said, 'pod');
  const namespace = wordOf(of, 'namespace_name') ?? wordOf(of, 'namespace');
  const pod = podName !== undefined && namespace !== undefined ? `${namespace}/${podName}` : podName;
  const container = wordOf(of, 'container_name') ?? nameIn(of, 'container') ?? wordOf(said, 'containerName');
  return { text, ...given({ at, pod, container }) };
}

/** A plain name, or one as klog writes it: {"name": ..., "namespace": ...}. */
function nameIn(said: unknown, field: string): string | undefined {
  const name = wordOf(said, field, 'name');
  const namespace = wordOf(said, field, 'namespace');
  return wordOf(said, field) ?? (name !== undefined && namespace !== undefined ? `${namespace}/${name}` : name);
}

/** A number counts milliseconds; if that gives a time in the 1970s, seconds. */
const timeOf = (written: string | number | undefined) =>
  isoTime(typeof written === 'number' && written < 1e11 ? written * 1000 : written);
