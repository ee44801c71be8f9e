import type { FactError } from '../../fact.ts';
import type { Host } from '../../host.ts';
import { type ProbeSettings, partOf } from '../../probe.ts';
import type { Clean } from '../../redact.ts';

/** What a part of the setup is read with. */
export interface SetupReading {
  host: Host;
  settings: ProbeSettings;
  /** Puts placeholders in place of the secrets in plain data: the same for the same secret. */
  clean: Clean;
  /** A placeholder for a value that may be a secret, whatever it looks like. */
  hide(value: string): string;
  /** Whether the time of this part is over. */
  isLate(): boolean;
}

interface Read<Item> {
  items: Item[];
  missing: { count: number; error: FactError } | null;
}

/**
 * Reads one thing of a list after the other, until so many were read or the time is over. A thing that cannot be read does
 * not cost the others.
 * @param read null: it is no item of the list
 */
export async function readEach<Thing, Item>(
  { isLate }: Pick<SetupReading, 'isLate'>,
  { things, most }: { things: readonly Thing[]; most: number },
  read: (thing: Thing) => Promise<Item | null>,
): Promise<Read<Item>> {
  const items: Item[] = [];
  let missing: Read<Item>['missing'] = null;
  const miss = (count: number, error: FactError) => {
    missing = { count: (missing?.count ?? 0) + count, error: missing?.error ?? error };
  };
  for (const [index, thing] of things.entries()) {
    const left = things.length - index;
    if (index === most) {
      miss(left, { kind: 'unsupported', message: `only the first ${most} are read` });
      break;
    }
    if (isLate()) {
      miss(left, { kind: 'timeout', message: 'there was no time to read the rest' });
      break;
    }
    const one = await partOf(read(thing));
    if (!one.ok) miss(1, one.error);
    else if (one.value !== null) items.push(one.value);
  }
  return { items, missing };
}

/** A value of the registry that is a text or a number; null: it is not there, empty, or something else. */
export const registryText = (value: unknown): string | null =>
  typeof value === 'number' ? String(value) : typeof value === 'string' && value !== '' ? value : null;

/** A path with the variables that Windows writes it with replaced, or `\SystemRoot` and `\??\` before it. */
export function plainPath({ self }: Host, path: string): string {
  const root = self.variable('SystemRoot') ?? 'C:\\Windows';
  const full = path
    .trim()
    .replace(/%([\w()]{1,60})%/g, (whole, name: string) => self.variable(name) ?? whole)
    .replace(/^\\\?\?\\/, '')
    .replace(/^\\?SystemRoot(?=\\)/i, () => root);
  return /^system32\\/i.test(full) ? `${root}\\${full}` : full;
}

export const system32 = ({ self }: Host): string => `${self.variable('SystemRoot') ?? 'C:\\Windows'}\\System32`;
