import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { complaintsAboutConfig } from '../promtool.ts';
import { kustomize, objectsIn } from './render.ts';

const receiver = z.strictObject({
  config: z.looseObject({
    scrape_configs: z.tuple([
      z.looseObject({
        kubernetes_sd_configs: z.tuple([
          z.looseObject({
            namespaces: z.looseObject({ names: z.array(z.string()) }),
            selectors: z.tuple([z.looseObject({ label: z.string() })]),
          }),
        ]),
      }),
    ]),
  }),
});
const { receivers } = z
  .strictObject({ receivers: z.strictObject({ 'prometheus/hostprobe': receiver }) })
  .parse(parse(readFileSync(new URL('../../manifests/opentelemetry.yaml', import.meta.url), 'utf8')));
const { config } = receivers['prometheus/hostprobe'];

test('Prometheus can read the scrape configuration', async () => {
  expect(await complaintsAboutConfig(config)).toBe('');
  // The collector reads ${...} and $name as variables.
  expect(JSON.stringify(config)).not.toContain('$');
});

test('it finds the pods that the manifests make', async () => {
  const daemonSet = objectsIn(await kustomize()).find(({ kind }) => kind === 'DaemonSet');
  const made = z
    .object({
      metadata: z.object({ namespace: z.string() }),
      spec: z.object({
        template: z.object({
          metadata: z.object({ labels: z.record(z.string(), z.string()) }),
          spec: z.object({ containers: z.array(z.object({ ports: z.array(z.object({ name: z.string() })) })) }),
        }),
      }),
    })
    .parse(daemonSet);
  const [
    {
      kubernetes_sd_configs: [
        {
          namespaces,
          selectors: [{ label }],
        },
      ],
    },
  ] = config.scrape_configs;
  expect(namespaces.names).toEqual([made.metadata.namespace]);
  const [name = '', value] = label.split('=');
  expect(made.spec.template.metadata.labels[name]).toBe(value);
  expect(made.spec.template.spec.containers[0]?.ports.map((port) => port.name)).toContain('https');
});
