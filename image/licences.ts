import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../agent/error.ts';
import { project } from './folder.ts';

/** A third-party component that ships. */
export interface Component {
  name: string;
  version: string;
  /** An SPDX expression; empty if it states none. */
  licence: string;
  /** Its licence texts; empty if it includes none. */
  texts: readonly string[];
}

/** Licences that only require a notice, which THIRD-PARTY-LICENSES.txt gives. */
const allowed = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
];

/** Reads an installed package. @param folder its folder, relative to the project */
export function readComponent(folder: string): Component {
  const place = join(project, folder);
  const manifest: { name: string; version: string; license?: unknown } = JSON.parse(
    readFileSync(join(place, 'package.json'), 'utf8'),
  );
  const texts = readdirSync(place)
    .filter((name) => /^(?:(?:un)?licen[cs]e|copying|notice)(?:\.(?:txt|md))?$/i.test(name))
    .sort()
    .map((name) => readFileSync(join(place, name), 'utf8'));
  const licence = typeof manifest.license === 'string' ? manifest.license.replace(/^\((.*)\)$/, '$1') : '';
  return { name: manifest.name, version: manifest.version, licence, texts };
}

/** @throws UserError that names every component whose licence is not allowed */
export function requireAllowed(components: readonly Component[]): void {
  const refused = components.filter(({ licence }) => !isAllowed(licence));
  if (refused.length === 0) return;
  const lines = refused.map(({ name, version, licence }) => `  ${name} ${version}: ${licence || 'no licence'}`);
  throw new UserError(
    `Everything that ships must have one of the licences ${allowed.join(', ')}. These do not:\n${lines.join('\n')}\nReplace the package, or review its licence and add it to the list in image/licences.ts.`,
  );
}

/** AND binds closer than OR. Nested expressions are not supported, so they are not allowed. */
const isAllowed = (expression: string) =>
  expression.split(' OR ').some((choice) => choice.split(' AND ').every((id) => allowed.includes(id)));

/** The licence texts of all components in one file. */
export function licenceTexts(components: readonly Component[]): string {
  const parts = components.map((component) => {
    const { name, version, licence, texts } = component;
    const shown = texts.length > 0 ? texts : standardTexts(component);
    return [`${name} ${version} (${licence})`, ...shown]
      .map((text) => text.replaceAll('\r\n', '\n').trim())
      .join('\n\n');
  });
  const title = 'hostprobe contains third-party components under these licences.';
  return `${[title, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** For a package that names its licence but includes no text: the SPDX text. */
function standardTexts({ name, licence }: Component): string[] {
  return licence.split(/ AND | OR /).map((id) => {
    const path = id === 'Apache-2.0' ? 'LICENSE' : `image/licence-texts/${id}.txt`;
    return `${name} includes no text of ${id}. This is the standard text.\n\n${readFileSync(join(project, path), 'utf8')}`;
  });
}
