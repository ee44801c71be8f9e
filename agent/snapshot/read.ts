import { UserError } from '../error.ts';
import { factIds } from '../fact/ids.ts';
import { inItsFolder, saveFacts } from '../fix/show.ts';
import { fieldOf, isObject, jsonIn } from '../json.ts';
import { newerThanSnapshot, type Snapshot, schemaVersion } from '../snapshot.ts';
import { shaped } from './shaped.ts';

const newerFact = {
  ok: false,
  ms: 0,
  error: { kind: 'unsupported', message: newerThanSnapshot },
};

const takeOne = `Take one ${inItsFolder} on the node: ${saveFacts}`;

/**
 * A snapshot from its JSON text. Facts that an older hostprobe did not know are filled in as `unsupported`.
 * @param source what to call the text in errors, for example the file's name
 * @throws UserError when the text is not JSON, not a snapshot, or one of another schema version
 */
export function readSnapshot(text: string, source: string): Snapshot {
  const json = jsonIn(text);
  if (json === undefined) {
    const what = whatInstead(text.trim());
    throw new UserError(`${source} must be a hostprobe snapshot in JSON, but ${what}. ${takeOne}`);
  }
  if (Array.isArray(fieldOf(json, 'findings'))) {
    throw new UserError(`${source} is a report, which is made from a snapshot and cannot be judged again. ${takeOne}`);
  }
  const facts = fieldOf(json, 'facts');
  if (!isObject(facts)) {
    throw new UserError(`${source} is JSON, but not a hostprobe snapshot: it has no "facts". ${takeOne}`);
  }
  const version = fieldOf(json, 'schemaVersion');
  if (version !== schemaVersion) {
    throw new UserError(
      `${source} has schema version ${JSON.stringify(version)}, this hostprobe reads ${schemaVersion}. Judge it with the hostprobe that took it, or take a new one ${inItsFolder} on the node: ${saveFacts}`,
    );
  }
  const missing = factIds.filter((id) => !Object.hasOwn(facts, id));
  const filled = { ...Object.fromEntries(missing.map((id) => [id, newerFact])), ...facts };
  const found = shaped<Snapshot>('snapshot', { ...(json as object), facts: filled });
  if ('wrong' in found) throw new UserError(`${source} is not a valid snapshot: ${found.wrong}. ${takeOne}`);
  return found.value;
}

/** What a text is that is no JSON. */
function whatInstead(text: string): string {
  if (text === '') return 'is empty';
  if (text.startsWith('UEsDB')) return 'is a zip archive in base64; decode it, for example with certutil -decode';
  return text.startsWith('{') && !text.endsWith('}') ? 'its end is missing; copy it again' : 'is not JSON';
}
