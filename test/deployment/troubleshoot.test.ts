import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { bundle } from '../../agent/cli/bundle.ts';
import { readConfig } from '../../agent/config.ts';
import { run } from '../run.ts';
import { kustomize, objectsIn } from './render.ts';

const container = z.looseObject({ image: z.string(), command: z.array(z.string()), args: z.array(z.string()) });

/** The fields that are used here, as troubleshoot.sh knows them. Source: its pkg/apis/troubleshoot/v1beta2/collector_shared.go. */
const supportBundle = z.strictObject({
  apiVersion: z.literal('troubleshoot.sh/v1beta2'),
  kind: z.literal('SupportBundle'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    collectors: z.tuple([
      z.strictObject({
        runDaemonSet: z.strictObject({
          collectorName: z.string(),
          name: z.string(),
          namespace: z.string(),
          timeout: z.string().regex(/^\d+m$/),
          podSpec: z.looseObject({ initContainers: z.tuple([container]), containers: z.tuple([container]) }),
        }),
      }),
      z.strictObject({
        logs: z.strictObject({
          collectorName: z.string(),
          name: z.string(),
          namespace: z.string(),
          selector: z.array(z.string()),
          limits: z.strictObject({ maxLines: z.int() }),
        }),
      }),
    ]),
  }),
});

const [{ runDaemonSet }, { logs }] = supportBundle.parse(
  parse(readFileSync(new URL('../../manifests/troubleshoot.yaml', import.meta.url), 'utf8')),
).spec.collectors;

/** As troubleshoot.sh makes it of the spec. Source: its pkg/collect/run_daemonset.go, createDaemonSetSpec. */
const made = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'run-daemonset', namespace: runDaemonSet.namespace },
  spec: {
    selector: { matchLabels: { 'troubleshoot-role': 'run-daemonset-collector' } },
    template: {
      metadata: { labels: { 'troubleshoot-role': 'run-daemonset-collector' } },
      spec: runDaemonSet.podSpec,
    },
  },
};

describe('the spec for troubleshoot.sh', () => {
  test('makes pods without lint problems', async () => {
    const { code, stdout } = await run(['lint', '-'], { input: stringify(made) });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^1 HostProcess pod judged in 1 file: 0 errors, 0 warnings, 0 notes/),
    });
  });

  test('runs a command that hostprobe has, which writes the bundle as text', () => {
    const [line = ''] = runDaemonSet.podSpec.initContainers[0].args;
    const [, words = '', file = ''] = /^hostprobe bundle (.*) > (.*)$/.exec(line) ?? [];
    const { config, operands } = readConfig(bundle, words.split(' '), {});
    expect([config.output, operands]).toEqual(['base64', ['-']]);
    // Base64 has a third more, and must fit into a log that is not rotated.
    expect((config['max-size'] * 4) / 3).toBeLessThan(10 * 2 ** 20);
    expect(runDaemonSet.podSpec.containers[0].args[0]).toContain(`type ${file} &`);
    expect(runDaemonSet.podSpec.containers[0].image).toBe(runDaemonSet.podSpec.initContainers[0].image);
  });

  test('reads the logs of the pods that the manifests make', async () => {
    const daemonSet = objectsIn(await kustomize()).find(({ kind }) => kind === 'DaemonSet');
    const workload = z.object({
      spec: z.object({ template: z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()) }) }) }),
    });
    const { labels } = workload.parse(daemonSet).spec.template.metadata;
    expect(logs.namespace).toBe(daemonSet?.metadata.namespace);
    for (const pair of logs.selector) {
      const [name = '', value] = pair.split('=');
      expect(labels[name]).toBe(value);
    }
  });
});
