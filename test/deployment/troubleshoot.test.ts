import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { commands } from '../../agent/cli/index.ts';
import { readConfig } from '../../agent/config.ts';
import { type KubernetesObject, kustomize, objectsIn } from './render.ts';

const pods = { collectorName: z.string(), name: z.string(), namespace: z.string(), selector: z.array(z.string()) };

/** The fields that are used here, as troubleshoot.sh knows them. Source: its pkg/apis/troubleshoot/v1beta2/collector_shared.go. */
const supportBundle = z.strictObject({
  apiVersion: z.literal('troubleshoot.sh/v1beta2'),
  kind: z.literal('SupportBundle'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    collectors: z.array(
      z.union([
        z.strictObject({
          exec: z.strictObject({
            ...pods,
            containerName: z.string(),
            command: z.array(z.string()),
            args: z.array(z.string()),
            timeout: z.string().regex(/^\d+m$/),
          }),
        }),
        z.strictObject({ logs: z.strictObject({ ...pods, limits: z.strictObject({ maxLines: z.int() }) }) }),
      ]),
    ),
  }),
});

const { collectors } = supportBundle.parse(
  parse(readFileSync(new URL('../../manifests/troubleshoot.yaml', import.meta.url), 'utf8')),
).spec;
const daemonSet = objectsIn(await kustomize()).find(({ kind }: KubernetesObject) => kind === 'DaemonSet');

const workload = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({ containers: z.array(z.object({ name: z.string() })) }),
    }),
  }),
});
function templateOf(object: unknown) {
  const { metadata, spec } = workload.parse(object).spec.template;
  return { labels: metadata.labels, containers: spec.containers.map(({ name }) => name) };
}

describe('the spec for troubleshoot.sh', () => {
  test('asks the pods of the DaemonSet that the manifests make', () => {
    const namespace = daemonSet?.metadata.namespace;
    const { labels, containers } = templateOf(daemonSet);
    for (const collector of collectors) {
      const asked = 'exec' in collector ? collector.exec : collector.logs;
      expect(asked.namespace).toBe(namespace);
      for (const pair of asked.selector) {
        const [name = '', value] = pair.split('=');
        expect(labels[name]).toBe(value);
      }
      if ('exec' in collector) expect(containers).toContain(collector.exec.containerName);
    }
  });

  test('runs commands that hostprobe has, and what comes of them is text', () => {
    const asked = collectors.flatMap((collector) => ('exec' in collector ? [collector.exec.args.join(' ')] : []));
    expect(asked.length).toBe(2);
    for (const line of asked) {
      const [program, id, ...args] = line.split(' ');
      const command = commands.find((one) => one.id === id);
      expect([program, command?.id]).toEqual(['hostprobe', id]);
      if (command === undefined) continue;
      const { config, operands } = readConfig(command, args, {});
      if (id === 'bundle') expect([config.output, operands]).toEqual(['base64', ['-']]);
    }
  });
});
