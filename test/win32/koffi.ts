import koffi from 'koffi';
import { createStrict, type Strict } from './strict.ts';
import type { Answers } from './windows.ts';

/**
 * What stands in the place of koffi in tests: every function of a DLL is held to its contract. On Windows, and in Wine,
 * it then calls the DLL; elsewhere a Windows made of literals answers. Memory and structs are koffi's own everywhere.
 */
export default { ...koffi, load };

type Native = ((...values: unknown[]) => unknown) & { async(...values: unknown[]): void };
type Done = (error: unknown, result: unknown) => void;

const onWindows = process.platform === 'win32';

let machine: Answers | undefined;
let strict: Strict = createStrict();
/** GetLastError of the newest call. */
let lastError = 0;
/** Calls that have not come back. */
let waiting: string[] = [];

/** From now on this machine answers, and nothing is held. Only where there is no Windows. */
export function answerWith(answers: Answers | undefined): void {
  machine = answers;
  strict = createStrict();
  waiting = [];
}

/** Calls that hold a thread because they have not come back. */
export const out = (): readonly string[] => waiting;

/** Calls that were refused, each once with its code. */
const refused = new Set<string>();
export const refusals = (): ReadonlySet<string> => refused;

/** What calls have opened or allocated, and the agent has not given back. */
export const kept = (): string[] => strict.kept();

function load(path: string) {
  if (onWindows) {
    const dll = koffi.load(path);
    return {
      func(convention: string, name: string, result: string, parameters: string[]) {
        return guard({ name, result, parameters }, dll.func(convention, name, result, parameters));
      },
    };
  }
  if (machine === undefined) throw new Error(`this machine has no ${path}`);
  return {
    func: (_convention: string, name: string, result: string, parameters: string[]) =>
      guard({ name, result, parameters }, null),
  };
}

interface Called {
  name: string;
  result: string;
  parameters: readonly string[];
}

function guard({ name, result, parameters }: Called, native: Native | null): Native {
  if (name === 'GetLastError') return Object.assign(() => lastError, { async: () => undefined });
  const nullable = (value: unknown) => (result === 'void *' && value === 0 ? null : value);
  const refuse = (values: unknown[]) => {
    // As koffi itself.
    if (values.length !== parameters.length)
      throw new Error(`${name} takes ${parameters.length} values, got ${values.length}`);
    const answer = strict.refused(name, values);
    if (answer !== null) refused.add(`${name} ${answer.lastError || answer.result}`);
    return answer;
  };
  const call = (...values: unknown[]) => {
    const answer = refuse(values) ?? ask(name, values, native);
    if (answer === 'never') throw new Error(`${name} waits, and was called on the main thread`);
    strict.answered(name, values, answer);
    lastError = answer.lastError;
    return nullable(answer.result);
  };
  const async = (...given: unknown[]) => {
    const [values, done] = [given.slice(0, -1), given.at(-1) as Done];
    const tell = (answer: { result: unknown; lastError: number }) => {
      strict.answered(name, values, answer);
      lastError = answer.lastError;
      done(null, nullable(answer.result));
    };
    const refusal = refuse(values);
    if (refusal !== null) return void setImmediate(tell, refusal);
    if (native !== null) {
      return native.async(...values, (error: unknown, value: unknown) => {
        if (error !== null) done(error, value);
        else tell({ result: value, lastError: realLastError() });
      });
    }
    const answer = ask(name, values, native);
    if (answer === 'never') waiting.push(name);
    else setImmediate(tell, answer);
  };
  return Object.assign(call, { async });
}

function ask(name: string, values: unknown[], native: Native | null) {
  if (native !== null) return { result: native(...values), lastError: realLastError() };
  if (machine === undefined) throw new Error(`${name}: no machine answers`);
  return machine(name, values);
}

let bound: (() => number) | undefined;
function realLastError(): number {
  bound ??= koffi.load('kernel32.dll').func('__stdcall', 'GetLastError', 'uint32_t', []);
  return bound?.() ?? 0;
}
