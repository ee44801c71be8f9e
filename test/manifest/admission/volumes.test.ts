import { expect, test } from 'vitest';
import { fieldFaults } from '../../../agent/manifest/admission/fields.ts';

const kinds = {
  emptyDir: {},
  hostPath: { path: 'C:\\data' },
  configMap: { name: 'settings' },
  secret: { secretName: 'tls' },
  persistentVolumeClaim: { claimName: 'data' },
  downwardAPI: {},
};

/** What is refused of a pod with this volume. */
const refused = (volume: object) =>
  fieldFaults(
    {
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'a', image: 'r/a:1' }], volumes: [{ name: 'data', ...volume }] },
    },
    { kind: 'Pod', kubernetes: 34, template: [] },
  )
    .filter(({ severity }) => severity === 'error')
    .map(({ path }) => path.join('.'));

// Source: pkg/apis/core/validation/validation.go, validateVolumeSource. A null is as if the field were not there.
test.each(Object.entries(kinds))('a volume has one kind: %s', (kind, source) => {
  expect(refused({ [kind]: source })).toEqual([]);
  for (const [other, also] of Object.entries(kinds)) {
    if (other === kind) continue;
    expect(refused({ [kind]: source, [other]: null }), `${other}: null`).toEqual([]);
    expect(refused({ [other]: null, [kind]: source }), `${other}: null, before it`).toEqual([]);
    expect(refused({ [kind]: source, [other]: also }), other).toEqual([`spec.volumes.0.${other}`]);
  }
});
