import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSnapshot } from '../agent/snapshot/read.ts';
import type { Snapshot } from '../agent/snapshot.ts';
import { composed } from './composed.ts';
import { type Difference, differenceBetween, type Json, laidOut, withDifference } from './difference.ts';

export const nodesFolder = fileURLToPath(new URL('nodes/', import.meta.url));

/** Stories whose folder has all of the snapshot: commands on the pages name the file, or others are told by it. */
export const keptWhole = [
  'healthy',
  'nssm-user-account',
  'aks-containerd-1.6',
  'ws2019-no-bind-filter',
  'healthy-1.7',
] as const;
/** What a recorded node is compared with: the nearest is taken. */
const kinds = ['healthy-1.7', 'local-service', 'config-imports'] as const;

const wholeFile = (story: string) => join(nodesFolder, story, 'snapshot.json');
const differenceFile = (story: string) => join(nodesFolder, story, 'difference.json');
/** What `difference.json` holds: `from` is the story that it is compared with. */
type Stored = Difference & { readonly from: string };
const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

/** Composed and recorded ones. */
export function storyNames(): string[] {
  const recorded = readdirSync(nodesFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...new Set([...Object.keys(composed), ...recorded.map(({ name }) => name)])].sort();
}

function jsonOf(story: string): Json {
  const told = composed[story];
  if (told !== undefined) return JSON.parse(JSON.stringify(told));
  if (existsSync(wholeFile(story))) return readJson(wholeFile(story));
  const { from, ...difference }: Stored = readJson(differenceFile(story));
  return withDifference(jsonOf(from), difference);
}

/** All of a story's snapshot, as a file of it has it. */
export const snapshotText = (story: string): string => `${laidOut(jsonOf(story))}\n`;

export const snapshotOf = (story: string): Snapshot => readSnapshot(snapshotText(story), story);

/** A file with all of a story's snapshot, for a program that reads one. */
export function snapshotFile(story: string): string {
  if (existsSync(wholeFile(story))) return wholeFile(story);
  const folder = join(tmpdir(), 'hostprobe-stories');
  const path = join(folder, `${story}.json`);
  mkdirSync(folder, { recursive: true });
  // Tests of several processes may ask for it at once.
  const own = `${path}.${process.pid}`;
  writeFileSync(own, snapshotText(story));
  renameSync(own, path);
  return path;
}

/** How a recorded snapshot is stored, by the path in test/nodes: what differs from the nearest of the kinds. */
export function storedSnapshot(story: string, snapshot: Json): { file: string; text: string } {
  const isWhole = keptWhole.some((name) => name === story);
  if (isWhole) return { file: `${story}/snapshot.json`, text: `${laidOut(snapshot)}\n` };
  // A story that others are told by is itself told by the first, so that no two are told by each other.
  const possible = kinds.some((kind) => kind === story) ? kinds.slice(0, 1) : kinds;
  const texts = possible.map((from) => `${laidOut({ from, ...differenceBetween(jsonOf(from), snapshot) })}\n`);
  const [text = ''] = texts.sort((a, b) => a.length - b.length);
  return { file: `${story}/difference.json`, text };
}

/** Keeps a recorded snapshot. */
export function storeSnapshot(story: string, snapshot: Json): void {
  const { file, text } = storedSnapshot(story, snapshot);
  mkdirSync(join(nodesFolder, story), { recursive: true });
  rmSync(wholeFile(story), { force: true });
  writeFileSync(join(nodesFolder, file), text);
}
