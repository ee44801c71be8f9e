import type { SocketAddress } from './config/socket-address.ts';
import { type ErrorKind, QueryError } from './error.ts';
import type { FactId } from './fact/ids.ts';
import { type Fact, type FactError, fewAtOnce, type Part } from './fact.ts';
import type { FactValues } from './facts/index.ts';
import type { Setup } from './facts/setup.ts';
import { askedOnce } from './host/ask-once.ts';
import { codeOf, failureOf, within } from './host/error.ts';
import type { Host } from './host.ts';
import { createPlaceholder } from './redact/placeholder.ts';
import { type Clean, createClean, createRedactor, redact, redactText } from './redact.ts';
import { type ShapeName, shaped } from './snapshot/shaped.ts';
import { type Facts, type Snapshot, schemaVersion } from './snapshot.ts';
import { toolVersion } from './version.ts';

/** How to get one fact. `read` may reject; `gather` gives it a deadline and turns what it throws into the fact's error. */
export interface Probe<Id extends FactId = FactId> {
  deadlineMs: number;
  read(host: Host, settings: ProbeSettings): Promise<FactValues[Id]>;
}

/** Settings that a probe needs and cannot read from the machine. */
export interface ProbeSettings {
  /** Where hostprobe's own server listens or would listen. */
  listen: readonly SocketAddress[];
}

/** The probe of what no run reads; it gets the redaction of the one who asks. */
export interface SetupProbe {
  deadlineMs: number;
  read(host: Host, settings: ProbeSettings, secrets: { clean: Clean; hide(value: string): string }): Promise<Setup>;
}

export type Probes = { readonly [Id in FactId]: Probe<Id> };

/** Called once for each fact, for the log. */
export type OnFact = (fact: FactId, ms: number, error: FactError | null) => void;

/** How many probes run at once: a node in trouble must not get more load. */
const concurrency = 3;

export interface Gatherer {
  /**
   * Runs all probes once. Never rejects: what could not be read is in the snapshot, with the reason.
   * @param whyNoCluster in this run no probe may read from the API server, for this reason; whether it answers may be looked at
   */
  gather(whyNoCluster?: string): Promise<Snapshot>;
}

/**
 * Runs all probes, each with its own deadline. A probe that overran is abandoned, and not started again while it is
 * still out, so that a call that never returns costs one thread and not one a minute.
 */
export function createGatherer(options: {
  host: Host;
  probes: Probes;
  settings: ProbeSettings;
  node: string;
  onFact?: OnFact;
}): Gatherer {
  const { probes, settings, node, onFact } = options;
  const { host, forget } = askedOnce(options.host);
  const readOnce = onlyOnce<FactId>();
  const gatherOne = <Id extends FactId>(id: Id, asked: Host): Promise<Fact<unknown>> => {
    const { deadlineMs, read }: Probe<Id> = probes[id];
    return factOf(async () => redact(await readOnce(id, deadlineMs, () => read(asked, settings))), {
      shape: id,
      onRead: (ms, error) => onFact?.(id, ms, error),
    });
  };

  return {
    async gather(whyNoCluster) {
      forget();
      const at = host.now().toISOString();
      // Object.keys loses the key type; the keys of Probes are fact ids.
      const ids = Object.keys(probes) as FactId[];
      const refuse = () => {
        throw new QueryError('failed', whyNoCluster ?? '');
      };
      const asked = whyNoCluster === undefined ? host : { ...host, cluster: refuse };
      const found = await fewAtOnce(ids, concurrency, async (id) => [id, await gatherOne(id, asked)] as const);
      forget();
      // Every id of Probes was gathered above, each by its own schema.
      const facts = Object.fromEntries(found) as Facts;
      return {
        schemaVersion,
        tool: { name: 'hostprobe', version: toolVersion },
        node,
        at,
        standIns: [...host.standIns],
        facts,
      };
    },
  };
}

/** Reads the setup of this node. @param key for placeholders that are the same in what others redact with it */
export type ReadSetup = (key: Uint8Array) => Promise<Fact<Setup>>;

/** One reading at a time; each ends by its deadline, and none rejects. @param options.probe loads it: no run needs it */
export function createSetupReader(options: {
  host: Host;
  probe: () => Promise<SetupProbe>;
  settings: ProbeSettings;
}): ReadSetup {
  const { host, settings } = options;
  const readOnce = onlyOnce<'setup'>();
  let last: Promise<unknown> = Promise.resolve();
  return (key) => {
    const placeholder = createPlaceholder(key);
    const clean = createClean(createRedactor({ placeholder }));
    const secrets = { clean, hide: (value: string) => placeholder('setup', value) };
    const readNow = async () => {
      const { deadlineMs, read } = await options.probe();
      return clean(await readOnce('setup', deadlineMs, () => read(host, settings, secrets)));
    };
    const next = last.then(() => factOf<Setup>(readNow, { shape: 'setup' }));
    last = next;
    return next;
  };
}

/** Reads something within a deadline, and refuses to begin while an earlier reading of it is still out. */
function onlyOnce<Id extends string>() {
  const unreturned = new Set<Id>();
  return <T>(id: Id, deadlineMs: number, read: () => Promise<T>): Promise<T> => {
    if (unreturned.has(id)) {
      throw new QueryError('timeout', `the previous query for ${id} has not returned; not started again`);
    }
    unreturned.add(id);
    // Begun in a step of its own, so that a probe that throws before its first await rejects like any other.
    const reading = Promise.resolve()
      .then(read)
      .finally(() => unreturned.delete(id));
    return within(deadlineMs, reading);
  };
}

/** What was read, redacted and of the shape that it must have, or why not. Never rejects. */
async function factOf<T>(
  read: () => Promise<unknown>,
  { shape, onRead }: { shape: ShapeName; onRead?: (ms: number, error: FactError | null) => void },
): Promise<Fact<T>> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  try {
    const found = shaped<T>(shape, await read());
    if ('wrong' in found) throw new QueryError('failed', `hostprobe's own bug: ${found.wrong}`);
    const ms = elapsed();
    onRead?.(ms, null);
    return { ok: true, ms, value: found.value };
  } catch (thrown) {
    const error = toFactError(thrown);
    const ms = elapsed();
    onRead?.(ms, error);
    return { ok: false, ms, error };
  }
}

/** What was thrown, as data. An error that is neither a QueryError nor has a code of Node is a bug in hostprobe and says so. */
export function toFactError(thrown: unknown): FactError {
  if (thrown instanceof QueryError) return factErrorOf(thrown.kind, thrown.message, thrown.code);
  if (!(thrown instanceof Error)) return factErrorOf('failed', String(thrown), null);
  const code = codeOf(thrown);
  return factErrorOf(failureOf(code), code === null ? `hostprobe's own bug: ${thrown.message}` : thrown.message, code);
}

function factErrorOf(kind: ErrorKind, message: string, code: string | null): FactError {
  return code === null ? { kind, message: redactText(message) } : { kind, message: redactText(message), code };
}

/**
 * A part of a fact: the answer, or the reason why there is none, so that one refusal does not cost the whole fact.
 * @param deadlineMs for a question that may wait: how long it may, before only this part is given up
 */
export async function partOf<T>(answer: Promise<T>, deadlineMs?: number): Promise<Part<T>> {
  try {
    return { ok: true, value: await (deadlineMs === undefined ? answer : within(deadlineMs, answer)) };
  } catch (thrown) {
    return { ok: false, error: toFactError(thrown) };
  }
}
