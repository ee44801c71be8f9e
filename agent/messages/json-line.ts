import * as z from 'zod';
import { jsonIn } from '../json.ts';
import { readItem } from './kubernetes.ts';
import type { Envelope } from './log-line.ts';
import { isoTime } from './time.ts';

const word = z.string().optional().catch(undefined);
const object = z.object({ name: z.string(), namespace: z.string().optional() });
const named = z.union([
  z.string(),
  object.transform(({ name, namespace }) => (namespace === undefined ? name : `${namespace}/${name}`)),
]);
const name = named.optional().catch(undefined);
const moment = z.union([z.string(), z.number()]).optional().catch(undefined);

/**
 * The fields of loggers (logrus, zap, klog, pino, Serilog), of what collects their lines (fluent-bit, Docker, Loki), and of
 * an event log as a bundle has it.
 */
const line = z.object({
  ...{ msg: word, message: word, log: word, line: word, '@m': word, text: word },
  ...{ error: word, err: word },
  ...{ ts: moment, time: moment, '@timestamp': moment, '@t': moment, timestamp: moment, at: moment },
  ...{ pod: name, containerName: word },
  kubernetes: z
    .object({
      ...{ pod_name: word, namespace_name: word, container_name: word },
      ...{ pod: name, namespace: word, container: name },
    })
    .optional()
    .catch(undefined),
});

/** One JSON object on a line: a statement of a program, or an event of Kubernetes as a watch or an exporter prints it. */
export function jsonLine(text: string): Envelope | null {
  if (!text.startsWith('{') || !text.endsWith('}')) return null;
  const json = jsonIn(text);
  return json === undefined ? null : (readEvent(json) ?? readStatement(line.parse(json)));
}

const watched = z.object({ type: z.string(), object: z.looseObject({ kind: z.string() }) });
const eventLike = z.looseObject({ kind: z.literal('Event').default('Event'), involvedObject: z.looseObject({}) });

function readEvent(json: unknown): Envelope | null {
  const event = eventLike.safeParse(watched.safeParse(json).data?.object ?? json);
  if (!event.success) return null;
  const [said] = readItem(event.data, '');
  if (said === undefined) return null;
  const { source, ...envelope } = said;
  return envelope;
}

function readStatement(said: z.infer<typeof line>): Envelope | null {
  const message = said.msg ?? said.message ?? said.log ?? said.line ?? said['@m'] ?? said.text;
  const text = [message, said.error ?? said.err].filter((part) => part !== undefined && part !== '').join(': ');
  if (text === '') return null;
  const at = timeOf(said.ts ?? said.time ?? said['@timestamp'] ?? said['@t'] ?? said.timestamp ?? said.at);
  const of = said.kubernetes;
  const podName = of?.pod_name ?? of?.pod ?? said.pod;
  const namespace = of?.namespace_name ?? of?.namespace;
  const pod = podName !== undefined && namespace !== undefined ? `${namespace}/${podName}` : podName;
  const container = of?.container_name ?? of?.container ?? said.containerName;
  return {
    text,
    ...(at === undefined ? {} : { at }),
    ...(pod === undefined ? {} : { pod }),
    ...(container === undefined ? {} : { container }),
  };
}

/** A number counts milliseconds, or seconds where as milliseconds it would lie in the 1970s. */
const timeOf = (written: string | number | undefined) =>
  isoTime(typeof written === 'number' && written < 1e11 ? written * 1000 : written);
