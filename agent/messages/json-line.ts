import { fieldOf, isObject, jsonIn, wordOf } from '../json.ts';
import { readItem } from './kubernetes.ts';
import type { Envelope } from './log-line.ts';
import { isoTime } from './time.ts';

/** A line with one JSON object: a message of a program, or an event of Kubernetes from a watch or an exporter. */
export function jsonLine(text: string): Envelope | null {
  if (!text.startsWith('{') || !text.endsWith('}')) return null;
  const json = jsonIn(text);
  return json === undefined ? null : (readEvent(json) ?? readStatement(json));
}

function readEvent(json: unknown): Envelope | null {
  const watched = wordOf(json, 'type') === undefined ? undefined : fieldOf(json, 'object');
  const event = wordOf(watched, 'kind') === undefined ? json : watched;
  const kind = fieldOf(event, 'kind');
  if ((kind !== undefined && kind !== 'Event') || !isObject(fieldOf(event, 'involvedObject'))) return null;
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
  const message = first('msg', 'message', 'log', 'line', '@m', 'text');
  const text = [message, first('error', 'err')].filter((part) => part !== undefined && part !== '').join(': ');
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
  return {
    text,
    ...(at === undefined ? {} : { at }),
    ...(pod === undefined ? {} : { pod }),
    ...(container === undefined ? {} : { container }),
  };
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
