import { readPath } from './message.ts';
import { readTail, type Tail } from './windows/error-text.ts';

/** The program, or the part of one, whose words these are. */
export type Component =
  | 'hcsshim'
  | 'containerd'
  | 'kubelet'
  | 'api-server'
  | 'pod-security'
  | 'cmd'
  | 'client'
  | 'application'
  | 'windows';

/** A known wording. Pure data: what it means is said by its causes. */
export interface Signature {
  id: string;
  component: Component;
  /** What happened, as a sentence for the reader. */
  title: string;
  /** false: resembles a HostProcess failure and is none; it has no causes, and its title says where to look. */
  hostProcess: boolean;
  /**
   * Must match inside one message. Named groups are captured; `tail` is read as Windows' own text. No repetition
   * inside a repetition, and every repetition bounded, so that no input makes it slow.
   */
  pattern: RegExp;
  /** Which codes of the tail belong to it; without this the tail decides nothing. */
  codes?: { only: readonly number[] } | { except: readonly number[] };
  /** Every line that the pattern can match holds at least one of these, in the same letters. */
  literals: readonly string[];
  samples: readonly string[];
  /** Texts that look alike and are not this. */
  nearMisses: readonly string[];
  reference: string;
  /** Ids of causes, the most common first. */
  causes: readonly string[];
}

export interface Match {
  signature: Signature;
  captured: Record<string, string>;
  tail: Tail | null;
}

/** Groups that hold paths, written with as many backslashes as the text was quoted times. */
const pathGroups = new Set(['path', 'root', 'target', 'command']);

/** Whether the text is this wording: Go's wrapper first, which is English on every Windows, then the tail. */
export function match(signature: Signature, text: string): Match | null {
  const found = signature.pattern.exec(text);
  if (found === null) return null;
  const captured: Record<string, string> = {};
  for (const [name, value] of Object.entries(found.groups ?? {})) {
    // A group of an alternative that did not take part is undefined, whatever the declared type says.
    if ((value as string | undefined) === undefined || value === '') continue;
    captured[name] = pathGroups.has(name) ? readPath(value) : value;
  }
  if (captured.tail === undefined) return takes(signature, null) ? { signature, captured, tail: null } : null;
  const tail = readTail(captured.tail);
  if (!takes(signature, tail.code)) return null;
  captured.tail = tail.text;
  if (tail.code !== null) captured.code = String(tail.code);
  return { signature, captured, tail };
}

function takes(signature: Signature, code: number | null): boolean {
  if (signature.codes === undefined) return true;
  if ('only' in signature.codes) return code !== null && signature.codes.only.includes(code);
  return code === null || !signature.codes.except.includes(code);
}
