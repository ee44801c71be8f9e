import { guidBytes } from '../../../agent/win32/networks.ts';
import type { HnsFailure, Machine } from '../machine.ts';
import { wide } from '../memory.ts';
import type { Call, Memory } from '../windows.ts';

/** HCN_E_NETWORK_NOT_FOUND and the like, by kind. */
const notFound = { Network: 0x803b_0001, Endpoint: 0x803b_0002, LoadBalancer: 0x8007_0490 } as const;

export function networkAnswers({ hns = {} }: Machine): Record<string, Call> {
  const kinds = Object.keys(notFound) as (keyof typeof notFound)[];
  return {
    ...Object.assign({}, ...kinds.map((kind) => answersFor(kind, hns[kind] ?? {}))),
    CoTaskMemFree: () => ({ returns: undefined }),
  };
}

function answersFor(
  kind: keyof typeof notFound,
  held: Readonly<Record<string, string | HnsFailure>> | HnsFailure,
): Record<string, Call> {
  const fail = ({ code, record }: HnsFailure, into: unknown, { allocate }: Memory): number => {
    if (record !== '') allocate(into, wide(record));
    return code;
  };
  const isFailure = (answer: object): answer is HnsFailure => 'code' in answer;
  return {
    [`HcnEnumerate${kind}s`]([, answer, record], memory) {
      if (isFailure(held)) return fail(held, record, memory);
      memory.allocate(answer, wide(JSON.stringify(Object.keys(held))));
      return 0;
    },
    [`HcnOpen${kind}`]([id, handle], memory) {
      const found = isFailure(held) ? [] : Object.entries(held);
      const match = found.find(([each]) => guidBytes(each).equals(id as Buffer));
      if (match === undefined) return notFound[kind];
      (handle as Buffer).writeBigUInt64LE(memory.open(match[1]));
      return 0;
    },
    [`HcnQuery${kind}Properties`]([object, , answer, record], memory) {
      const held = memory.at(object) as string | HnsFailure;
      if (typeof held !== 'string') return fail(held, record, memory);
      memory.allocate(answer, wide(held));
      return 0;
    },
    [`HcnClose${kind}`]: () => 0,
  };
}
