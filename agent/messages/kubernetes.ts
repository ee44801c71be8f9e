import { fieldOf, given, wordOf } from '../json.ts';
import { type Message, unescapeQuotes } from '../message.ts';
import { readExitCode } from '../windows/exit-code.ts';

/**
 * The messages in an object that `kubectl get ... -o json` prints: an event, or what the status of an object says; and in an
 * answer of the API server, of a webhook, or in its audit log (Status, AdmissionReview, and Event of audit.k8s.io). Called
 * for every JSON log line, so each field is parsed separately, and a field of another type counts as missing.
 */
export const readItem = (item: unknown, source: string): Message[] =>
  fieldOf(item, 'kind') === 'Event' ? readEvent(item, source) : readObject(item, source);

/**
 * What an exit code says where the container left no message; null: it says nothing by itself, or that the container was
 * stopped, which is no failure.
 */
export function exitText(code: unknown): string | null {
  const exit = typeof code === 'number' ? readExitCode(String(code)) : null;
  return exit === null || exit.kind === 'stopped' ? null : `Exit Code: ${code}`;
}

/** No pod has more containers or conditions. A submitted text may, and each costs time. */
const maxParts = 100;

function partsOf(json: unknown, ...path: readonly string[]): unknown[] {
  const found = fieldOf(json, ...path);
  return Array.isArray(found) ? found.slice(0, maxParts) : [];
}

function nameOf(named: unknown): string | undefined {
  const [name, namespace] = [wordOf(named, 'name'), wordOf(named, 'namespace')];
  return name && namespace ? `${namespace}/${name}` : name || undefined;
}

/** A Kubernetes time, as ISO 8601 with milliseconds. */
function iso(value: string | null | undefined): string | undefined {
  const at = new Date(value ?? '');
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

function readEvent(said: unknown, source: string): Message[] {
  const text = wordOf(said, 'message') ?? wordOf(said, 'note') ?? wordOf(said, 'responseStatus', 'message');
  if (!text) return [];
  const about = fieldOf(said, 'involvedObject');
  const pod = wordOf(about, 'kind') === 'Pod' ? nameOf(about) : undefined;
  const namespace = pod === undefined ? wordOf(about, 'namespace') || undefined : undefined;
  const container = /\{([^}]{1,253})\}$/.exec(wordOf(about, 'fieldPath') ?? '')?.[1];
  const time = (...path: string[]) => iso(wordOf(said, ...path));
  const at = time('series', 'lastObservedTime') ?? time('lastTimestamp') ?? time('eventTime');
  const firstAt = time('firstTimestamp') ?? time('eventTime');
  const count = [fieldOf(said, 'series', 'count'), fieldOf(said, 'count')].find((one) => typeof one === 'number');
  return [
    { source, text: unescapeQuotes(text), count: count ?? 1, ...given({ at, firstAt, pod, namespace, container }) },
  ];
}

function readObject(seen: unknown, source: string): Message[] {
  const isPod = wordOf(seen, 'kind') === 'Pod';
  const pod = isPod ? nameOf(fieldOf(seen, 'metadata')) : undefined;
  const place = { source, count: 1, ...given({ pod }), ...settingsOf(seen) };
  const status = fieldOf(seen, 'status');
  const said = (from: unknown, when: string | null, rest: Partial<Message> = {}): Message[] => {
    const message = wordOf(from, 'message') || exitText(fieldOf(from, 'exitCode'));
    const at = when === null ? undefined : iso(wordOf(from, when));
    return message ? [{ ...place, ...rest, text: unescapeQuotes(message), ...given({ at }) }] : [];
  };
  const userOf = usersIn(seen);
  const ended = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']
    .flatMap((kind) => partsOf(status, kind))
    .flatMap((container) => {
      const name = wordOf(container, 'name');
      if (name === undefined) return [];
      const rest = { ...(isPod ? { runAsUserName: userOf(name) } : {}), container: name };
      const states = [
        ['state', 'waiting'],
        ['state', 'terminated'],
        ['lastState', 'terminated'],
      ];
      const isPast = fieldOf(container, 'ready') === true && fieldOf(container, 'restartCount') === 1;
      const before = isPast ? { ...rest, past: true as const } : rest;
      return states.flatMap((path) =>
        said(fieldOf(container, ...path), 'finishedAt', path[0] === 'lastState' ? before : rest),
      );
    });
  return [
    ...said(seen, null),
    ...said(fieldOf(seen, 'response', 'status'), null),
    ...said(status, null),
    ...partsOf(status, 'conditions').flatMap((condition) => said(condition, 'lastTransitionTime')),
    ...ended,
  ];
}

/** The fields of a pod's spec that help to weigh a failure. If one container is a HostProcess container, all are. */
function settingsOf(seen: unknown): Pick<Message, 'hostProcess' | 'hasToken'> {
  const spec = fieldOf(seen, 'spec');
  const all = containersOf(spec);
  const isHostProcess = [spec, ...all].some((one) => windowsOption(one, 'hostProcess') === true);
  const mounted = all
    .flatMap((container) => partsOf(container, 'volumeMounts'))
    .some((mount) => tokenMount.test(wordOf(mount, 'mountPath') ?? ''));
  const isRefused = fieldOf(spec, 'automountServiceAccountToken') === false;
  return given({ hostProcess: isHostProcess || undefined, hasToken: mounted || (isRefused ? false : undefined) });
}

const tokenMount = /var[\\/]run[\\/]secrets[\\/]kubernetes\.io[\\/]serviceaccount$/;

const windowsOption = (of: unknown, name: string) => fieldOf(of, 'securityContext', 'windowsOptions', name);

const containersOf = (spec: unknown) =>
  ['containers', 'initContainers', 'ephemeralContainers'].flatMap((kind) => partsOf(spec, kind));

/** Returns the runAsUserName of a container, else of the pod; null if neither has one. */
function usersIn(seen: unknown): (container: string) => string | null {
  const spec = fieldOf(seen, 'spec');
  const userOf = (one: unknown) => {
    const user = windowsOption(one, 'runAsUserName');
    return typeof user === 'string' ? user : null;
  };
  // If two have the same name, the first one counts.
  const own = new Map(
    containersOf(spec)
      .toReversed()
      .map((container) => [wordOf(container, 'name'), userOf(container)]),
  );
  return (container) => own.get(container) ?? userOf(spec);
}
