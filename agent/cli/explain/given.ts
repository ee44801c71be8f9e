import type { Config } from '../../config.ts';
import { UserError } from '../../error.ts';
import { containersOf, isHostProcess, type Pod } from '../../manifest/pod.ts';
import { type Input, readManifests } from '../../manifest.ts';
import type { Message } from '../../message.ts';
import { hasToken } from '../../shim/in-cluster-client.ts';
import type { KnownFacts } from '../../snapshot.ts';

/** What the user says about the failure by flags, without a snapshot of the node. */

/**
 * The one pod, or pod template, in a text.
 * @throws UserError when there is none
 */
export function readPodFile(input: Input): Pod {
  for (const item of readManifests(input)) if (item.is === 'pod') return item.pod;
  throw new UserError(`--pod must name a pod or a workload (YAML or JSON), but ${input.file} holds none`);
}

/** A message with what the pod, --run-as-user and --host-process say about its container, where it does not say so itself. */
export function withSettings(
  message: Message,
  pod: Pod | null,
  config: Pick<Config, 'run-as-user' | 'host-process'>,
): Message {
  const ofPod = pod === null ? {} : settingsOf(pod, message.container);
  return {
    ...ofPod,
    ...message,
    ...(config['run-as-user'] === null ? {} : { runAsUserName: config['run-as-user'] }),
    ...(config['host-process'] || ofPod.hostProcess === true ? { hostProcess: true } : {}),
  };
}

function settingsOf(pod: Pod, name: string | undefined): Partial<Message> {
  const all = containersOf(pod).map(({ container }) => container);
  const container = all.find((one) => one.name === name) ?? all[0];
  const own = container?.securityContext?.windowsOptions?.runAsUserName;
  return {
    runAsUserName: own ?? pod.spec.securityContext?.windowsOptions?.runAsUserName ?? null,
    ...(pod.kind === 'Pod' && pod.name !== '' ? { pod: `${pod.namespace ?? 'default'}/${pod.name}` } : {}),
    ...(isHostProcess(pod) ? { hostProcess: true } : {}),
    ...(container === undefined ? {} : { hasToken: hasToken(pod, container) }),
  };
}

const releases = { '1.6': '1.6.0', '1.7': '1.7.0', '2.x': '2.0.0' } as const;

/** The facts that --containerd and --bind-filter say; empty when neither is given. */
export function factsOf({
  containerd,
  'bind-filter': bindFilter,
}: Pick<Config, 'containerd' | 'bind-filter'>): KnownFacts {
  if (containerd === null && bindFilter === null) return {};
  const untold = { ok: false, error: { kind: 'unsupported', message: 'not given' } } as const;
  const version = containerd === null ? null : `${releases[containerd]} (by --containerd)`;
  return {
    'runtime-binaries': {
      containerd:
        version === null
          ? null
          : {
              path: '--containerd',
              modifiedAt: new Date(0).toISOString(),
              version: { ok: true, value: version },
              fileVersion: untold,
            },
      shim: null,
      bindFilter: {
        path: 'bindfltapi.dll',
        present: bindFilter === null ? untold : { ok: true, value: bindFilter },
        modifiedAt: null,
      },
      config: untold,
      log: { to: 'unknown', path: null },
    },
  };
}
