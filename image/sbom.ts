import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { Component } from './licences.ts';
import type { Labels } from './oci.ts';

/** A component with a digest that identifies it. */
export interface Part extends Component {
  /** Algorithm and digest in hex, of the file that ships or of its npm archive. */
  hash: readonly ['SHA-256' | 'SHA-512', string];
}

/** The software bill of materials as CycloneDX JSON. It has no time and no serial number, so that it is reproducible. */
export function makeSbom(labels: Labels, parts: readonly Part[]): string {
  const bom = new Models.Bom();
  const main = new Models.Component(Enums.ComponentType.Application, labels.title, {
    version: labels.version,
    bomRef: labels.title,
    licenses: licences(labels.licences),
  });
  for (const part of parts) {
    const component = componentOf(part);
    main.dependencies.add(component.bomRef);
    bom.components.add(component);
  }
  bom.metadata.component = main;
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return `${new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 1 })}\n`;
}

function componentOf({ name, version, licence, hash: [algorithm, digest] }: Part): Models.Component {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const algorithms = { 'SHA-256': Enums.HashAlgorithm['SHA-256'], 'SHA-512': Enums.HashAlgorithm['SHA-512'] };
  return new Models.Component(Enums.ComponentType.Library, name, {
    version,
    purl,
    bomRef: purl,
    licenses: licences(licence),
    hashes: new Models.HashDictionary([[algorithms[algorithm], digest]]),
  });
}

const licences = (expression: string) => new Models.LicenseRepository([new Models.LicenseExpression(expression)]);
