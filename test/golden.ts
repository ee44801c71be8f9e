import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assess } from '../agent/assess.ts';
import { plainView } from '../agent/renderer.ts';
import { html } from '../agent/renderers/html.ts';
import { json } from '../agent/renderers/json.ts';
import { npd } from '../agent/renderers/npd.ts';
import { text } from '../agent/renderers/text.ts';
import { readSnapshot } from '../agent/snapshot/read.ts';
import type { Snapshot } from '../agent/snapshot.ts';
import { stories } from './stories.ts';

export const nodesFolder = fileURLToPath(new URL('nodes/', import.meta.url));

/** Forms that are kept, by the name of their file; the metrics say nothing that the JSON does not. */
const forms = { 'report.txt': text, 'report.json': json, 'report.npd': npd };
/** Stories whose page is kept: one of each status. */
const pages = ['healthy', 'no-bind-filter', 'nssm-user-account'];
const snapshotFile = 'snapshot.json';

/** Told stories first, then those that are only recorded. */
export function storyNames(): string[] {
  const recorded = readdirSync(nodesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return [...new Set([...Object.keys(stories), ...recorded])].sort();
}

/** What must stand in a story's folder, by file name: its snapshot, and the report in every form. */
export function expectedFiles(story: string): Record<string, string> {
  const told = stories[story];
  const snapshot: Snapshot = told ?? readSnapshot(readFileSync(join(nodesFolder, story, snapshotFile), 'utf8'), story);
  const report = assess(snapshot);
  const view = { ...plainView, verbose: true };
  const rendered = Object.entries(forms).map(([file, renderer]) => [file, renderer.render(report, view)]);
  return {
    // A recorded snapshot stays as it was recorded.
    ...(told === undefined ? {} : { [snapshotFile]: `${JSON.stringify(told, null, 2)}\n` }),
    ...Object.fromEntries(rendered),
    ...(pages.includes(story) ? { 'report.html': contentOf(html.render(report, view)) } : {}),
  };
}

/** A page without what is the same on all of them, a tag a line, for a diff that can be read. */
const contentOf = (page: string) =>
  `${page
    .replace(/<(style|script)>[\s\S]*?<\/\1>|<meta http-equiv[^>]*>/g, '')
    .replaceAll('><', '>\n<')
    .trim()}\n`;
