import { expect, test } from 'vitest';
import { fieldFaults } from '../../../agent/manifest/admission/fields.ts';
import { metadataFaults } from '../../../agent/manifest/admission/metadata.ts';

interface Laid {
  spec?: object;
  container?: object;
}

/** Where a pod with these fields is refused. */
function refused({ spec = {}, container = {} }: Laid, kubernetes: number): string[] {
  const pod = {
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'a', image: 'r/a:1', ...container }], ...spec },
  };
  return fieldFaults(pod, { kind: 'Pod', kubernetes, template: [] })
    .filter(({ severity }) => severity === 'error')
    .map(({ path }) => path.join('.').replace(/^spec\./, ''));
}

const pausing = (seconds: number) => ({ lifecycle: { preStop: { sleep: { seconds } } } });
const asking = (resources: object) => ({ resources });
const volume = (source: object) => ({ spec: { volumes: [{ name: 'v', ...source }] } });
const spread = (more: object) => ({
  spec: {
    topologySpreadConstraints: [
      { maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', topologyKey: 'z', labelSelector: {}, ...more },
    ],
  },
});

/**
 * What is refused, and beside it the nearest that is not. Source: the constants and comparisons of pkg/apis/core/validation
 * validation.go at v1.34.1, of the version where one is named.
 */
test.each<[at: string, right: Laid, wrong: Laid, kubernetes?: number]>([
  ['containers.0.lifecycle.preStop.sleep', { container: pausing(30) }, { container: pausing(31) }],
  ['containers.0.lifecycle.preStop.sleep', { container: pausing(0) }, { container: pausing(-1) }],
  ['containers.0.lifecycle.preStop.sleep', { container: pausing(1) }, { container: pausing(0) }, 32],
  [
    'containers.0.resources.requests.example.com/a',
    { container: asking({ requests: { 'example.com/a': 2 }, limits: { 'example.com/a': 2 } }) },
    { container: asking({ requests: { 'example.com/a': 1 }, limits: { 'example.com/a': 2 } }) },
  ],
  [
    'containers.0.resources.requests.cpu',
    { container: asking({ requests: { cpu: '500m' }, limits: { cpu: '500m' } }) },
    { container: asking({ requests: { cpu: '501m' }, limits: { cpu: '500m' } }) },
  ],
  [
    'containers.0.resources.limits.example.com/a',
    { container: asking({ limits: { 'a.kubernetes.io/a': '1500m' } }) },
    { container: asking({ limits: { 'example.com/a': '1500m' } }) },
  ],
  [
    'containers.0.ports.0.containerPort',
    { container: { ports: [{ containerPort: 65_535 }] } },
    { container: { ports: [{ containerPort: 65_536 }] } },
  ],
  ['activeDeadlineSeconds', { spec: { activeDeadlineSeconds: 1 } }, { spec: { activeDeadlineSeconds: 0 } }],
  [
    'activeDeadlineSeconds',
    { spec: { activeDeadlineSeconds: 2_147_483_646 } },
    { spec: { activeDeadlineSeconds: 2_147_483_648 } },
  ],
  ['topologySpreadConstraints.0.maxSkew', spread({}), spread({ maxSkew: 0 })],
  [
    'volumes.0.configMap.defaultMode',
    volume({ configMap: { name: 'a', defaultMode: 0o777 } }),
    volume({ configMap: { name: 'a', defaultMode: 0o1000 } }),
  ],
  [
    'volumes.0.projected.sources.0.serviceAccountToken.expirationSeconds',
    volume({ projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 600 } }] } }),
    volume({ projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 599 } }] } }),
  ],
])('%s: %j is right, %j is not', (at, right, wrong, kubernetes = 34) => {
  expect(refused(right, kubernetes)).toEqual([]);
  expect(refused(wrong, kubernetes)).toContain(at);
});

// Source: kubernetes issue 64023: the hash of a revision adds eleven characters to the name.
test.each([
  [52, []],
  [53, ['warn']],
  [63, ['warn']],
  [64, ['error']],
])('the name of a StatefulSet with %i characters: %j', (length, severities) => {
  const faults = metadataFaults(
    { metadata: { name: 'a'.repeat(length) } },
    { kind: 'StatefulSet', template: ['spec', 'template'], kubernetes: 34 },
  );
  expect(faults.map(({ severity }) => severity)).toEqual(severities);
});
