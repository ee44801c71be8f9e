import { containersOf, hasHostProcess, type Pod } from '../manifest/pod.ts';
import { type Input, readManifests } from '../manifest.ts';
import type { Message } from '../message.ts';
import { hasToken } from '../shim/token.ts';

/** A message completed with what the pod and the flags say about its container. What the message itself says takes precedence. */
export function withSettings(
  message: Message,
  pod: Pod | null,
  stated: { 'run-as-user': string | null; 'host-process': boolean },
): Message {
  const ofPod = pod === null ? {} : settingsOf(pod, message.container);
  return {
    ...ofPod,
    ...message,
    ...(stated['run-as-user'] === null ? {} : { runAsUserName: stated['run-as-user'] }),
    ...(stated['host-process'] || ofPod.hostProcess === true ? { hostProcess: true } : {}),
  };
}

function settingsOf(pod: Pod, name: string | undefined): Partial<Message> {
  const all = containersOf(pod).map(({ container }) => container);
  const container = all.find((one) => one.name === name) ?? all[0];
  const own = container?.securityContext?.windowsOptions?.runAsUserName;
  return {
    runAsUserName: own ?? pod.spec.securityContext?.windowsOptions?.runAsUserName ?? null,
    ...(pod.kind === 'Pod' && pod.name !== '' ? { pod: `${pod.namespace ?? 'default'}/${pod.name}` } : {}),
    ...(hasHostProcess(pod) ? { hostProcess: true } : {}),
    ...(container === undefined ? {} : { hasToken: hasToken(pod, container) }),
  };
}

/** The first pod, or pod template, in a text; null: none. */
export function podIn(input: Input): Pod | null {
  for (const item of readManifests(input)) if (item.is === 'pod') return item.pod;
  return null;
}

/** Why there is none, as text after the name of the file. */
export function whyNoPod(input: Input): string {
  for (const item of readManifests(input)) {
    if (item.is === 'trouble' && item.trouble.severity !== 'warn') {
      return `cannot be read in line ${item.trouble.line}: ${item.trouble.message}`;
    }
  }
  return 'has none';
}
