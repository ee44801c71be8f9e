import { expect, test } from 'vitest';
import type { Message } from '../../agent/message.ts';
import { withSettings } from '../../agent/messages/pod-settings.ts';
import { container, podWith, runAs, spec } from '../pod.ts';

type Edit = NonNullable<Parameters<typeof podWith>[0]>;
const nothing: Parameters<typeof withSettings>[2] = { 'run-as-user': null, 'host-process': false };
const pod = (...edits: Edit[]) =>
  podWith((object) => {
    for (const edit of edits) edit(object);
  });
const user = (name: string) => ({ windowsOptions: { runAsUserName: name } });
const second: Edit = ({ spec: { containers } }) => {
  containers.push({ ...containers[0], name: 'b', securityContext: user('of-b') });
};
const of = (edits: Edit[], more: Partial<Message> = {}, stated: Partial<typeof nothing> = {}) =>
  withSettings({ source: 'text', text: 'x', count: 1, ...more }, pod(...edits), { ...nothing, ...stated });

// Source: k8s.io/api core/v1 WindowsSecurityContextOptions: what the container sets takes precedence.
test.each<[what: string, edits: Edit[], more: Partial<Message>, runAsUserName: string | null]>([
  ['of the pod', [runAs('of-pod')], {}, 'of-pod'],
  [
    'of its container, before that of the pod',
    [runAs('of-pod'), container({ securityContext: user('own') })],
    {},
    'own',
  ],
  ['of the container that the message names', [runAs('of-pod'), second], { container: 'b' }, 'of-b'],
  ['of the first container, where it names none', [runAs('of-pod'), second], {}, 'of-pod'],
  [
    'of the first container, where the pod has none of that name',
    [second, runAs('of-pod')],
    { container: 'c' },
    'of-pod',
  ],
  ['of nobody, which is known', [runAs(undefined)], {}, null],
  ['of the message itself, before that of the pod', [runAs('of-pod')], { runAsUserName: 'told' }, 'told'],
])('the user is that %s', (_what, edits, more, runAsUserName) => {
  expect(of(edits, more).runAsUserName).toBe(runAsUserName);
  expect(of(edits, more, { 'run-as-user': 'flag' }).runAsUserName).toBe('flag');
});

test('the place is that of the message, else that of a pod; a template has no pod of its name', () => {
  expect(of([]).pod).toBe('monitoring/agent');
  expect(of([], { pod: 'ops/other' }).pod).toBe('ops/other');
  expect(of([({ metadata }) => Reflect.deleteProperty(metadata, 'namespace')]).pod).toBe('default/agent');
  expect(withSettings({ source: 'text', text: 'x', count: 1 }, { ...pod(), kind: 'DaemonSet' }, nothing).pod).toBe(
    undefined,
  );
});

test('a pod, or a flag, makes it a failure of HostProcess, and neither makes it none', () => {
  const ordinary: Edit = ({ spec: { securityContext } }) => Reflect.deleteProperty(securityContext, 'windowsOptions');
  expect(of([]).hostProcess).toBe(true);
  expect(of([ordinary])).not.toHaveProperty('hostProcess');
  expect(of([ordinary], {}, { 'host-process': true }).hostProcess).toBe(true);
  expect(withSettings({ source: 'text', text: 'x', count: 1 }, null, nothing)).toEqual({
    ...{ source: 'text', text: 'x', count: 1 },
  });
});

test('whether there is a token is known from the pod', () => {
  expect(of([]).hasToken).toBe(true);
  expect(of([spec({ automountServiceAccountToken: false })]).hasToken).toBe(false);
});
