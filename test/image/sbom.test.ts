import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { expect, test } from 'vitest';
import { makeSbom, type Part } from '../../image/sbom.ts';

const labels = { title: 'hostprobe', description: 'tells', version: '1.2.3', licences: 'Apache-2.0' };
const part = (name: string, licence: string): Part => ({
  name,
  version: '2.0.0',
  licence,
  texts: [],
  hash: ['SHA-512', 'ab'.repeat(64)],
});
const parts = [part('zod', 'MIT'), part('@bufbuild/protobuf', 'Apache-2.0 AND BSD-3-Clause')];

test('the bill of materials is valid CycloneDX 1.6', async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  expect(await validator.validate(makeSbom(labels, parts))).toBe(null);
  expect(await validator.validate('{"bomFormat":"CycloneDX","specVersion":"1.6","version":0}')).not.toBe(null);
});

test('it names each part with version, licence, digest and place in the npm registry, and when it was made nowhere', () => {
  const bom = JSON.parse(makeSbom(labels, parts));
  expect(bom.metadata).toEqual({
    component: {
      type: 'application',
      name: 'hostprobe',
      version: '1.2.3',
      'bom-ref': 'hostprobe',
      licenses: [{ expression: 'Apache-2.0' }],
    },
  });
  expect(bom.serialNumber).toBe(undefined);
  expect(bom.components[0]).toEqual({
    type: 'library',
    name: '@bufbuild/protobuf',
    version: '2.0.0',
    'bom-ref': 'pkg:npm/%40bufbuild/protobuf@2.0.0',
    purl: 'pkg:npm/%40bufbuild/protobuf@2.0.0',
    licenses: [{ expression: 'Apache-2.0 AND BSD-3-Clause' }],
    hashes: [{ alg: 'SHA-512', content: 'ab'.repeat(64) }],
  });
  expect(bom.dependencies).toContainEqual({
    ref: 'hostprobe',
    dependsOn: ['pkg:npm/%40bufbuild/protobuf@2.0.0', 'pkg:npm/zod@2.0.0'],
  });
});

test('the order of the parts does not matter', () => {
  expect(makeSbom(labels, parts.toReversed())).toBe(makeSbom(labels, parts));
});
