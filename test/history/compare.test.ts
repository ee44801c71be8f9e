import { describe, expect, test } from 'vitest';
import { compare } from '../../agent/history/compare.ts';
import type { Digest } from '../../agent/history/digest.ts';

const seen = (
  values: Record<string, string | null>,
  diagnoses: Record<string, string> = {},
  status: Digest['status'] = 'healthy',
): Digest => ({ values: new Map(Object.entries(values)), diagnoses: new Map(Object.entries(diagnoses)), status });
const known = (values: Record<string, string | null>) => new Map(Object.entries(values));

describe('compared with the known values', () => {
  test('a different value has changed', () => {
    const { changes } = compare(
      known({ status: 'healthy', 'containerd version': 'v1.6.36', 'service kubelet state': 'running' }),
      seen({ 'containerd version': 'v1.7.28', 'service kubelet state': 'running' }),
    );
    expect(changes).toEqual([{ what: 'containerd version', from: 'v1.6.36', to: 'v1.7.28' }]);
  });

  test('a service that was removed has changed to none', () => {
    const { changes } = compare(
      known({ status: 'healthy', 'service kubelet state': 'running' }),
      seen({ 'service kubelet state': null }),
    );
    expect(changes).toEqual([{ what: 'service kubelet state', from: 'running', to: null }]);
  });

  test('a value that is missing in a run has not changed', () => {
    expect(compare(known({ status: 'healthy', 'containerd version': 'v1.6.36' }), seen({})).changes).toEqual([]);
  });

  test('a value that is read for the first time is known from then on, and is no change', () => {
    expect(compare(known({}), seen({ 'mode of new pods': 'bind' }, { 'diagnosis a': 'x confirmed' }))).toEqual({
      first: known({ status: 'healthy', 'mode of new pods': 'bind', 'diagnosis a': 'x confirmed' }),
      changes: [],
    });
  });

  test('a new failure is a change', () => {
    const { changes } = compare(known({ status: 'healthy' }), seen({}, { 'diagnosis a': 'x confirmed' }, 'unhealthy'));
    expect(changes).toEqual([
      { what: 'status', from: 'healthy', to: 'unhealthy' },
      { what: 'diagnosis a', from: null, to: 'x confirmed' },
    ]);
  });

  test('a failure is gone only if every source of failures was read', () => {
    const before = known({
      status: 'unhealthy',
      'diagnosis a': 'x confirmed',
      'fact logs': 'read',
      'fact runtime': 'read',
    });
    const whole = seen({ 'fact logs': 'read', 'fact runtime': 'read' });
    expect(compare(before, whole).changes).toContainEqual({ what: 'diagnosis a', from: 'x confirmed', to: null });
    const part = seen({ 'fact runtime': 'read' });
    expect(compare(before, part).changes).not.toContainEqual(expect.objectContaining({ what: 'diagnosis a' }));
  });

  test('the weight of a cause changes only if all earlier facts were read again', () => {
    const before = known({ status: 'unhealthy', 'diagnosis a': 'x confirmed', 'fact services': 'read' });
    const lighter = { 'diagnosis a': 'x possible' };
    expect(compare(before, seen({}, lighter, 'unhealthy')).changes).toEqual([]);
    expect(compare(before, seen({ 'fact services': 'read' }, lighter, 'unhealthy')).changes).toEqual([
      { what: 'diagnosis a', from: 'x confirmed', to: 'x possible' },
    ]);
  });

  test('a status is not better because a bad finding could not be judged', () => {
    const before = known({ status: 'unhealthy', 'finding a': 'fail', 'finding b': 'warn' });
    expect(compare(before, seen({ 'finding b': 'warn' }, {}, 'degraded')).changes).toEqual([]);
    expect(compare(before, seen({ 'finding a': 'pass' }, {}, 'healthy')).changes).toEqual([
      { what: 'finding a', from: 'fail', to: 'pass' },
    ]);
    expect(compare(before, seen({ 'finding a': 'pass', 'finding b': 'warn' }, {}, 'degraded')).changes).toEqual([
      { what: 'status', from: 'unhealthy', to: 'degraded' },
      { what: 'finding a', from: 'fail', to: 'pass' },
    ]);
    expect(compare(before, seen({}, {}, 'unknown')).changes).toEqual([]);
  });
});
