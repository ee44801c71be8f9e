import { type Chunk, chunksOf } from '../manifest/documents.ts';
import { parseChunk } from '../manifest/yaml.ts';
import type { Message } from '../message.ts';
import { readItem } from './kubernetes.ts';
import { mayHoldWording } from './lines.ts';

/** The messages in YAML of Kubernetes, object by object: events, and the states of pods. */
export function* readYaml(text: string, source: string): Generator<Message[]> {
  for (const chunk of chunksOf(text)) yield objectsOf(chunk).flatMap((object) => readItem(object, source));
}

/** Parsing YAML is slow, so only objects that can hold a known wording are parsed. */
function objectsOf(chunk: Chunk): unknown[] {
  if (!mayHoldWording([chunk.text])) return [];
  // An item of a large list is parsed as a list of one.
  const [value] = [parseChunk(chunk).parsed?.value].flat();
  const items = typeof value === 'object' && value !== null && 'items' in value ? value.items : null;
  return Array.isArray(items) ? items : [value];
}
