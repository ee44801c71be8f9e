import { describe, expect, test } from 'vitest';
import { compare } from '../../agent/history/compare.ts';
import type { Digest } from '../../agent/history/digest.ts';

const seen = (
  values: Record<string, string | null>,
  diagnoses: Record<string, string> = {},
  status: Digest['status'] = 'healthy',
): Digest => ({ values: new Map(Object.entries(values)), diagnoses: new Map(Object.entries(diagnoses)), status });
const known = (values: Record<string, string | null>) => new Map(Object.entries(values));

describe('compared with what was known', () => {
  test('what is otherwise has changed', () => {
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

  test('what is missing in a run has not changed', () => {
    expect(compare(known({ status: 'healthy', 'containerd version': 'v1.6.36' }), seen({})).changes).toEqual([]);
  });

  test('what is seen for the first time is known from now on, and no change', () => {
    expect(compare(known({}), seen({ 'mode of new pods': 'bind' }, { 'diagnosis a': 'x confirmed' }))).toEqual({
      first: known({ status: 'healthy', 'mode of new pods': 'bind', 'diagnosis a': 'x confirmed' }),
      changes: [],
    });
  });

  test('a failure that was never met is a change', () => {
    const { changes } = compare(known({ status: 'healthy' }), seen({}, { 'diagnosis a': 'x confirmed' }, 'unhealthy'));
    expect(changes).toEqual([
      { what: 'status', from: 'healthy', to: 'unhealthy' },
      { what: 'diagnosis a', from: null, to: 'x confirmed' },
    ]);
  });

  test('a failure is gone when every place was searched in which failures were met before', () => {
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

  test('a cause weighs otherwise only when all facts were read that were read before', () => {
    const before = known({ status: 'unhealthy', 'diagnosis a': 'x confirmed', 'fact services': 'read' });
    const lighter = { 'diagnosis a': 'x possible' };
    expect(compare(before, seen({}, lighter, 'unhealthy')).changes).toEqual([]);
    expect(compare(before, seen({ 'fact services': 'read' }, lighter, 'unhealthy')).changes).toEqual([
      { what: 'diagnosis a', from: 'x confirmed', to: 'x possible' },
    ]);
  });

  test('a node is not better because what was bad could not be judged', () => {
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
