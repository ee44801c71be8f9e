import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dumpYaml, loadYaml } from '@kubernetes/client-node';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Problem } from '../../agent/lint/result.ts';
import { run, saved } from '../run.ts';
import { modelOf } from './model.ts';
import { kustomize, objectsIn, template } from './render.ts';

const overlays = readdirSync(fileURLToPath(new URL('../../manifests/overlays', import.meta.url)));
const everything = [
  '--set',
  'podMonitor.enabled=true,prometheusRule.enabled=true,windowsOptions.inheritUser=true,publish=true',
  '--set',
  'tokenSecret=tokens,tlsSecret=tls,image.registry=registry.example.com,image.digest=sha256:0',
  '--set-json',
  'rbac.readers=[{"kind":"Group","name":"sre","apiGroup":"rbac.authorization.k8s.io"}]',
];

const renderings: readonly [string, () => Promise<string>][] = [
  ['manifests/', () => kustomize()],
  ...overlays.map((overlay): [string, () => Promise<string>] => [
    `manifests/overlays/${overlay}`,
    () => kustomize(`overlays/${overlay}`),
  ]),
  ['the chart', () => template()],
  ['the chart with all that can be switched on', () => template(...everything)],
];

describe.each(renderings)('%s', (_name, render) => {
  test('is valid by the OpenAPI schemas of Kubernetes', async () => {
    for (const object of objectsIn(await render())) {
      const model = await modelOf(object);
      expect(() => model.validate(), `${object.kind} ${object.metadata.name}`).not.toThrow();
    }
  });

  test('has no field that the API does not know', async () => {
    const known = objectsIn(await render()).filter(({ apiVersion }) => !apiVersion.startsWith('monitoring.'));
    // The official client keeps what the API knows, and drops the rest.
    for (const object of known) expect(parse(dumpYaml(loadYaml(JSON.stringify(object))))).toEqual(object);
  });

  test('is taken by hostprobe lint without an error or a warning', async () => {
    const { stdout } = await run(['lint', saved(await render()), '-o', 'json']);
    const problems: Problem[] = JSON.parse(stdout).problems;
    const found = problems.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule);
    // Where the annotation is switched on, lint says what containerd must be told for it; README.md there does too.
    expect(found).toEqual(stdout.includes('hostprocess-inherit-user') ? ['annotations'] : []);
  });
});

test('a misspelt field would be found', async () => {
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: { hostNetwrok: true, containers: [] },
  };
  expect(parse(dumpYaml(loadYaml(JSON.stringify(object))))).not.toEqual(object);
});
