import { all, bufferAt, type Contract, code, demands, notNull, pointerIn, type Values } from '../contract.ts';

/**
 * ComputeNetwork.h: the pages of each function (learn.microsoft.com/virtualization/api/hcn/reference). They return an HRESULT;
 * a query may be NULL, and is then all. Every answer and error record is memory that CoTaskMemFree takes back; the record may
 * come with a failure, so it is asked for always.
 */
const memory = (place: number) => (values: Values) => ({
  kind: 'task memory',
  address: pointerIn(values, place),
  rights: 0,
});

const isJson = (place: number): NonNullable<Contract['refuses']> => {
  return (values) => {
    const query = values[place];
    if (query === null) return 0;
    JSON.parse(String(query));
    return 0;
  };
};

const calls = (kind: string): Record<string, Contract> => ({
  [`HcnEnumerate${kind}s`]: {
    fails: 'code',
    refuses: all(notNull(1, 2), isJson(0)),
    gives: memory(1),
    givesAnyway: memory(2),
  },
  [`HcnOpen${kind}`]: {
    fails: 'code',
    refuses: all(notNull(0, 1, 2), (values) => (bufferAt(values, 0).length === 16 ? 0 : code.invalidParameter)),
    gives: (values) => ({ kind, address: pointerIn(values, 1), rights: 0 }),
    givesAnyway: memory(2),
  },
  [`HcnQuery${kind}Properties`]: {
    fails: 'code',
    refuses: all(demands(kind, 0), notNull(2, 3), isJson(1)),
    gives: memory(2),
    givesAnyway: memory(3),
  },
  [`HcnClose${kind}`]: { fails: 'code', releases: kind },
});

export const networks: Record<string, Contract> = {
  ...calls('Network'),
  ...calls('Endpoint'),
  ...calls('LoadBalancer'),
  // combaseapi.h: NULL is taken, and nothing happens.
  CoTaskMemFree: { fails: 'never', releases: 'task memory' },
};
