import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What a secret can be written in. */
const notation = z.enum([
  'flag',
  'env',
  'json',
  'yaml',
  'toml',
  'xml',
  'go %+v dump',
  'powershell',
  'cmd',
  'event xml',
  'registry export',
  'prose',
  'url',
]);
export type Notation = z.infer<typeof notation>;

const kindSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  family: z.string(),
  /** What it begins with, or has inside. */
  prefix: z.string().nullable(),
  /** In words. */
  shape: z.string(),
  /** What stands before it; null: nothing that tells. */
  context: z.string().nullable(),
  notations: z.array(notation).min(1),
  /** What looks like it and is none, in words. */
  innocent: z.string(),
  /** Repository and path, or an issue. */
  source: z.string(),
});
export type Kind = z.infer<typeof kindSchema>;

/** Kinds of secrets that published rule sets know, and those of Windows and Kubernetes. */
export const kinds: readonly Kind[] = readFileSync(new URL('secret-kinds.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => kindSchema.parse(JSON.parse(line)));
