import { type BundleItem, bundlePaths } from '../../bundle.ts';
import { utf8 } from '../../decode/bytes.ts';
import { explanationOf } from '../../diagnose.ts';
import { QueryError } from '../../error.ts';
import type { Part } from '../../fact.ts';
import type { ClusterFact } from '../../facts/cluster.ts';
import { jsonIn } from '../../json.ts';
import type { Clean } from '../../redact.ts';
import { plainView } from '../../renderer.ts';
import { rendererNamed } from '../../renderers/index.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { BundleSource } from '../file.ts';
import { historyLines } from '../messages.ts';

const pieceBytes = 64 * 1024;

/**
 * A file that hostprobe makes for a bundle.
 * @param make called when the file is written, with the function that redacts its data; throws a QueryError if there is
 *   nothing to write
 */
export function madeItem(
  path: string,
  make: (clean: Clean) => string | Promise<string>,
  source = 'hostprobe',
): BundleItem {
  return {
    path,
    source,
    size: null,
    isWhole: true,
    isClean: true,
    async *read(maxBytes, clean) {
      const bytes = utf8(await make(clean));
      if (bytes.length > maxBytes) throw new QueryError('failed', 'not taken: the bundle has no room for it');
      for (let at = 0; at < bytes.length; at += pieceBytes)
        yield { bytes: bytes.subarray(at, at + pieceBytes), isBefore: false };
      return { truncated: false };
    },
  };
}

/** Plain data, as JSON that people can read. */
export const jsonItem = (path: string, content: () => unknown, source?: string): BundleItem =>
  madeItem(path, (clean) => `${JSON.stringify(clean(content()), null, 2)}\n`, source);

/** The value of a part of the facts. @throws QueryError that says why it is missing */
function seen<T>(part: Part<T>): T {
  if (part.ok) return part.value;
  const { kind, message, code } = part.error;
  throw new QueryError(kind, message, code ?? null);
}

/** The facts as GET /facts sends them, the report as `report` prints it, and what changed. */
export function judgedItems({ snapshot, setup, report, history, ownLog }: BundleSource): BundleItem[] {
  const rendered = (form: string, clean: Clean, shown = report) => rendererNamed(form).render(clean(shown), plainView);
  const withHistory = history === null ? report : { ...report, history };
  return [
    madeItem(bundlePaths.snapshot, async (clean) => {
      const all = setup === undefined ? snapshot : { ...snapshot, setup: await setup };
      return `${JSON.stringify(clean(all))}\n`;
    }),
    madeItem('report.json', (clean) => rendered('json', clean)),
    madeItem('report.txt', (clean) => rendered('text', clean)),
    madeItem('report.html', (clean) => rendered('html', clean, withHistory)),
    jsonItem('explain.json', () => explanationOf(report.diagnoses)),
    ...(history === null ? [] : [madeItem(bundlePaths.history, (clean) => historyLines(clean(history)))]),
    ...(ownLog === null ? [] : [madeItem('logs/hostprobe.jsonl', (clean) => cleanLines(ownLog, clean))]),
  ];
}

/** Lines of JSON, each as an object; a line that is not JSON becomes a text. */
const cleanLines = (lines: string, clean: Clean) =>
  lines.replaceAll(/[^\n]+/g, (line) => {
    const data = jsonIn(line);
    return data === undefined ? clean(line) : JSON.stringify(clean(data));
  });

/** The facts services and cluster in separate files, where readers expect them. */
export function seenItems({ facts }: Snapshot): BundleItem[] {
  const api = 'Kubernetes API';
  const pods = () => seen(askedOf(seen(facts.cluster)).pods);
  return [
    jsonItem('services/services.json', () => seen(facts.services), 'service control manager'),
    jsonItem('services/processes.json', () => seen(facts['runtime-process']), 'processes'),
    jsonItem('cluster/node.json', () => seen(askedOf(seen(facts.cluster)).node), api),
    jsonItem('cluster/pods.json', pods, api),
    jsonItem('events/kubernetes.json', () => eventsOf(askedOf(seen(facts.cluster))), api),
  ];
}

function askedOf({ access, seen: answers }: ClusterFact): NonNullable<ClusterFact['seen']> {
  if (answers !== null) return answers;
  throw new QueryError('unsupported', access.kind === 'none' ? access.reason : 'nothing was asked');
}

/** For HostProcess pods with problems, and for DaemonSets with refused pods. */
function eventsOf({ pods, refused }: NonNullable<ClusterFact['seen']>) {
  const ofPods = seen(pods).hostProcess.flatMap(({ namespace, name, events }) =>
    events === null ? [] : [{ namespace, name, events }],
  );
  return { pods: ofPods, refused };
}
