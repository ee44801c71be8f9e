import { expect, test } from 'vitest';
import { examine, limits } from '../examine.ts';
import { kinds } from '../kinds.ts';
import { secretsBy, twinsBy } from '../kinds-exam.ts';
import { shapes } from '../shapes/index.ts';

test('every kind has a shape, and every shape a kind', () => {
  expect(Object.keys(shapes).toSorted()).toEqual(kinds.map(({ id }) => id).toSorted());
  expect(kinds.length).toBe(555);
});

examine({ part: 'kind', what: 'secrets are left', by: secretsBy, most: limits.secrets });
examine({ part: 'twin', what: 'innocents are harmed', by: twinsBy, most: limits.innocents });
