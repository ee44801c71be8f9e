// Writes the files that are generated from others: npm run generate
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { project } from '../image/folder.ts';
import { chartAlerts, componentAlerts } from './generated/alerts.ts';
import { criMessages } from './generated/cri.ts';
import { datesPage } from './generated/dates.ts';
import { snapshotShapes } from './generated/snapshot-shapes.ts';

/** How to make the text of each, by its path in the project. */
export const generated: Readonly<Record<string, () => Promise<string>>> = {
  '.github/dates.md': datesPage,
  'agent/host/runtime/cri.pb.ts': criMessages,
  'agent/snapshot/shapes.json': snapshotShapes,
  'manifests/chart/files/alerts.yaml': chartAlerts,
  'manifests/chart/files/own-node-policy.yaml': () =>
    readFile(join(project, 'manifests/components/own-node-policy/policy.yaml'), 'utf8'),
  'manifests/components/prometheus/rules.yaml': componentAlerts,
};

if (import.meta.main) {
  for (const [path, make] of Object.entries(generated)) await writeFile(join(project, path), await make());
}
