import * as z from 'zod';
import { type Message, unescapeQuotes } from '../message.ts';

const time = z.string().nullish();
const event = z.object({
  kind: z.literal('Event'),
  message: z.string().nullish(),
  note: z.string().nullish(),
  count: z.number().nullish(),
  firstTimestamp: time,
  lastTimestamp: time,
  eventTime: time,
  series: z.object({ count: z.number().nullish(), lastObservedTime: time }).nullish(),
  involvedObject: z
    .object({
      kind: z.string().nullish(),
      name: z.string().nullish(),
      namespace: z.string().nullish(),
      fieldPath: z.string().nullish(),
    })
    .nullish(),
});

/** No pod has more containers or conditions. A text that somebody sends can, and each costs time. */
const maxParts = 100;
const partsOf = <Part extends z.ZodType>(part: Part) =>
  z.preprocess((value) => (Array.isArray(value) ? value.slice(0, maxParts) : value), z.array(part).nullish());

const state = z.object({ message: z.string().nullish(), finishedAt: time }).nullish();
const containerStatus = z.object({
  name: z.string(),
  state: z.object({ waiting: state, terminated: state }).partial().nullish(),
  lastState: z.object({ terminated: state }).partial().nullish(),
});
const statuses = partsOf(containerStatus);
const options = z
  .object({
    windowsOptions: z.object({ hostProcess: z.boolean().nullish(), runAsUserName: z.string().nullish() }).nullish(),
  })
  .nullish();
const mounts = partsOf(z.object({ mountPath: z.string().nullish() }));
const containers = partsOf(z.object({ name: z.string(), securityContext: options, volumeMounts: mounts }));
const condition = z.object({ message: z.string().nullish(), lastTransitionTime: time });

const object = z.object({
  kind: z.string().nullish(),
  metadata: z.object({ name: z.string().nullish(), namespace: z.string().nullish() }).nullish(),
  spec: z
    .object({
      securityContext: options,
      automountServiceAccountToken: z.boolean().nullish(),
      containers,
      initContainers: containers,
      ephemeralContainers: containers,
    })
    .partial()
    .nullish(),
  status: z
    .object({
      message: z.string().nullish(),
      conditions: partsOf(condition),
      containerStatuses: statuses,
      initContainerStatuses: statuses,
      ephemeralContainerStatuses: statuses,
    })
    .partial()
    .nullish(),
});
type KubernetesObject = z.infer<typeof object>;

/** The messages in an object that `kubectl get ... -o json` prints: an event, or what the status of an object says. */
export function readItem(item: unknown, source: string): Message[] {
  const asEvent = event.safeParse(item);
  if (asEvent.success) return readEvent(asEvent.data, source);
  const asObject = object.safeParse(item);
  return asObject.success ? readObject(asObject.data, source) : [];
}

const nameOf = (
  named: { name?: string | null | undefined; namespace?: string | null | undefined } | null | undefined,
) => (named?.name ? (named.namespace ? `${named.namespace}/${named.name}` : named.name) : undefined);

/** A Kubernetes time, as ISO 8601 with milliseconds. */
function iso(value: string | null | undefined): string | undefined {
  const at = new Date(value ?? '');
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

function readEvent(said: z.infer<typeof event>, source: string): Message[] {
  const text = said.message ?? said.note;
  if (!text) return [];
  const about = said.involvedObject;
  const pod = about?.kind === 'Pod' ? nameOf(about) : undefined;
  const namespace = pod === undefined ? about?.namespace : undefined;
  const container = /\{([^}]{1,253})\}$/.exec(about?.fieldPath ?? '')?.[1];
  const at = iso(said.series?.lastObservedTime) ?? iso(said.lastTimestamp) ?? iso(said.eventTime);
  const firstAt = iso(said.firstTimestamp) ?? iso(said.eventTime);
  return [
    {
      source,
      text: unescapeQuotes(text),
      count: said.series?.count ?? said.count ?? 1,
      ...(at ? { at } : {}),
      ...(firstAt ? { firstAt } : {}),
      ...(pod ? { pod } : {}),
      ...(namespace ? { namespace } : {}),
      ...(container ? { container } : {}),
    },
  ];
}

function readObject(seen: KubernetesObject, source: string): Message[] {
  const pod = seen.kind === 'Pod' ? nameOf(seen.metadata) : undefined;
  const at = (value: string | null | undefined) => {
    const time = iso(value);
    return time ? { at: time } : {};
  };
  const place = { source, count: 1, ...(pod ? { pod } : {}), ...settingsOf(seen) };
  const status = seen.status;
  const own = status?.message ? [{ ...place, text: unescapeQuotes(status.message) }] : [];
  const conditions = (status?.conditions ?? []).flatMap(({ message, lastTransitionTime }) =>
    message ? [{ ...place, text: unescapeQuotes(message), ...at(lastTransitionTime) }] : [],
  );
  const userOf = usersIn(seen);
  const all = [status?.containerStatuses, status?.initContainerStatuses, status?.ephemeralContainerStatuses];
  const ended = all
    .flatMap((some) => some ?? [])
    .flatMap((container) => {
      const user = seen.kind === 'Pod' ? { runAsUserName: userOf(container.name) } : {};
      const states = [container.state?.waiting, container.state?.terminated, container.lastState?.terminated];
      return states.flatMap((one) =>
        one?.message
          ? [{ ...place, ...user, container: container.name, text: unescapeQuotes(one.message), ...at(one.finishedAt) }]
          : [],
      );
    });
  return [...own, ...conditions, ...ended];
}

/** What a pod's spec says that a failure is weighed by. Where one container is a HostProcess container, all are. */
function settingsOf({ spec }: KubernetesObject): Pick<Message, 'hostProcess' | 'hasToken'> {
  const all = containersOf(spec);
  const contexts = [spec?.securityContext, ...all.map(({ securityContext }) => securityContext)];
  const isHostProcess = contexts.some((context) => context?.windowsOptions?.hostProcess === true);
  const mounted = all.some(({ volumeMounts }) =>
    volumeMounts?.some(({ mountPath }) => tokenMount.test(mountPath ?? '')),
  );
  return {
    ...(isHostProcess ? { hostProcess: true } : {}),
    ...(mounted ? { hasToken: true } : spec?.automountServiceAccountToken === false ? { hasToken: false } : {}),
  };
}

const tokenMount = /var[\\/]run[\\/]secrets[\\/]kubernetes\.io[\\/]serviceaccount$/;

const containersOf = (spec: KubernetesObject['spec']) =>
  [spec?.containers, spec?.initContainers, spec?.ephemeralContainers].flatMap((some) => some ?? []);

/** Tells the runAsUserName of a container, else the pod's; null when neither says one. */
function usersIn({ spec }: KubernetesObject): (container: string) => string | null {
  const all = containersOf(spec);
  // Where two have the same name, the first one counts.
  const own = new Map(all.toReversed().map(({ name, securityContext }) => [name, securityContext]));
  const ofPod = spec?.securityContext?.windowsOptions?.runAsUserName ?? null;
  return (container) => own.get(container)?.windowsOptions?.runAsUserName ?? ofPod;
}
