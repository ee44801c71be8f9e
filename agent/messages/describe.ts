import type { Envelope } from './log-line.ts';

const times = (age: string | undefined) => Number(/\(x(\d{1,7}) over/.exec(age ?? '')?.[1] ?? 1);

/** A row of "Events:" in kubectl describe. */
const describedEvent = (line: string): Envelope | null => {
  const found =
    /^\s*(?:Normal|Warning)\s+\S{1,60}\s+(\S{1,30}(?: \(x\d{1,7} over [^)\s]{1,30}\))?)\s+\S[^\n]{0,80}?\s{2,}(\S.*)$/.exec(
      line,
    );
  return found === null ? null : { text: found[2] ?? '', count: times(found[1]), wraps: true };
};

/** A row of kubectl get events. */
const listedEvent = (line: string): Envelope | null => {
  const found =
    /^(?:[a-z0-9-]{1,63}\s+)?(\S{1,30}(?: \(x\d{1,7} over [^)\s]{1,30}\))?)\s+(?:Normal|Warning)\s+\S{1,60}\s+([a-z]{1,40})\/(\S{1,253})\s+(\S.*)$/.exec(
      line,
    );
  if (found === null) return null;
  const [, age, kind, name, text] = found;
  return { text: text ?? '', count: times(age), wraps: true, ...(kind === 'pod' && name ? { pod: name } : {}) };
};

/** A "Key:   value" line of kubectl describe. */
const field = (line: string): Envelope | null => {
  const found = /^\s{0,12}([A-Z][A-Za-z ]{1,30}):\s{2,}(\S.*)$/.exec(line);
  if (found === null) return null;
  const [, key = '', value = ''] = found;
  // A number says nothing without its name.
  return { text: key === 'Exit Code' ? `${key}: ${value}` : value, key, wraps: true };
};

/** What kubectl prints for people: the rows of `describe`, and of `get events`. */
export const describedRows: readonly ((line: string) => Envelope | null)[] = [describedEvent, listedEvent, field];
