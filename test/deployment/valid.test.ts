import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../agent/lint/problems.ts';
import { run, saved } from '../run.ts';
import { hasKnownFields, problemOf } from './model.ts';
import { kustomize, objectsIn, template } from './render.ts';

const overlays = readdirSync(fileURLToPath(new URL('../../manifests/overlays', import.meta.url)));
const everything = [
  '--set',
  'podMonitor.enabled=true,prometheusRule.enabled=true,windowsOptions.inheritUser=true,publish=true,services=true',
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
      expect([object.kind, await problemOf(object)]).toEqual([object.kind, null]);
    }
  });

  test('has no field that the API does not know', async () => {
    const known = objectsIn(await render()).filter(({ apiVersion }) => !apiVersion.startsWith('monitoring.'));
    for (const object of known) expect([object.kind, hasKnownFields(object)]).toEqual([object.kind, true]);
  });

  test('is taken by hostprobe lint without an error or a warning', async () => {
    // As README.md there has it typed for a node: NODE of the overlay one-shot is no name that the API server takes.
    const text = (await render()).replaceAll(/NODE$/gm, 'win-1');
    const { stdout } = await run(['lint', saved(text), '-o', 'json']);
    const problems: Problem[] = JSON.parse(stdout).problems;
    const found = problems.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule);
    // Where the annotation is switched on, lint says what containerd must be told for it; README.md there does too.
    expect(found).toEqual(stdout.includes('hostprocess-inherit-user') ? ['annotations'] : []);
  });
});

test('a misspelt field and a wrong value would be found', async () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
  expect(hasKnownFields({ ...pod, spec: { hostNetwrok: true, containers: [] } })).toBe(false);
  expect(await problemOf({ ...pod, spec: { hostNetwork: 'yes', containers: [] } })).toContain('hostNetwork');
});
