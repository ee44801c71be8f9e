import { type Contract, type Held, isNull, type Values } from './contract.ts';
import { contracts } from './contracts/index.ts';

/** What answers a call that Windows would not refuse: Wine, or a Windows made of literals. */
export type Callee = (values: Values) => { result: unknown; lastError: number };

/** The calls of a process, each held to its contract before it is made. */
export interface Strict {
  /** @throws Error for a call without a contract */
  call(name: string, values: Values, callee: Callee): { result: unknown; lastError: number };
  /** The same for an answer that comes later. `undefined`: never. */
  refused(name: string, values: Values): { result: unknown; lastError: number } | null;
  answered(name: string, values: Values, answer: { result: unknown; lastError: number }): void;
  /** What was opened or allocated and not given back: "2 x handle". */
  kept(): string[];
}

const INVALID_HANDLE_VALUE = 0xffff_ffff_ffff_ffffn;

export function createStrict(): Strict {
  const kept: { kind: string; address: bigint; rights: number }[] = [];
  const held: Held = {
    rights: (kind, address) =>
      kept.findLast((entry) => entry.kind === kind && entry.address === address)?.rights ?? null,
  };

  const refused: Strict['refused'] = (name, values) => {
    const contract = contractOf(name);
    const code = contract.refuses?.(values, held) ?? 0;
    if (code !== 0) return refusal(contract, code);
    if (contract.releases === undefined || isNull(values[0])) return null;
    const kinds = contract.releases.split(', ');
    if (kept.some(({ kind, address }) => kinds.includes(kind) && address === values[0])) return null;
    // Windows may also end the process, or close what another part of it has opened since.
    throw new Error(`${name}: the process holds no ${contract.releases} at ${values[0]}`);
  };

  const answered: Strict['answered'] = (name, values, { result }) => {
    const contract = contractOf(name);
    if (contract.releases !== undefined) {
      const kinds = contract.releases.split(', ');
      const index = kept.findLastIndex(({ kind, address }) => kinds.includes(kind) && address === values[0]);
      if (index >= 0) kept.splice(index, 1);
      return;
    }
    const anyway = contract.givesAnyway?.(values);
    if (anyway !== undefined && anyway.address !== 0n) kept.push(anyway);
    if (failed(contract, result)) return;
    const given = [contract.gives?.(values, result) ?? [], contract.givesMany?.(values) ?? []].flat();
    kept.push(...given.filter(({ address }) => address !== 0n));
  };

  return {
    refused,
    answered,
    call(name, values, callee) {
      const answer = refused(name, values) ?? callee(values);
      answered(name, values, answer);
      return answer;
    },
    kept: () => kept.map(({ kind }) => kind).toSorted(),
  };
}

function contractOf(name: string): Contract {
  const contract = contracts[name];
  if (contract === undefined) throw new Error(`${name} has no contract: add it to test/win32/contracts/`);
  return contract;
}

function refusal({ fails }: Contract, code: number): { result: unknown; lastError: number } {
  if (fails === 'code') return { result: code, lastError: 0 };
  return { result: fails === 'invalid-handle' ? INVALID_HANDLE_VALUE : 0, lastError: code };
}

/** ERROR_MORE_DATA comes with a piece of the list, in memory that must be freed. */
const MORE_DATA = 234;

function failed({ fails }: Contract, result: unknown): boolean {
  if (fails === 'code') return result !== 0 && result !== MORE_DATA;
  if (fails === 'invalid-handle') return result === INVALID_HANDLE_VALUE;
  return fails === 'false' && (result === 0 || result === null);
}
