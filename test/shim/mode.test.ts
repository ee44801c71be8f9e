import { describe, expect, test } from 'vitest';
import { modeOf, readMountPoint, showMode } from '../../agent/shim/mode.ts';

const id = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';

describe('modeOf', () => {
  test('hcsshim 0.8 has no mode, and 0.9 uses C:\\C with or without the bind filter', () => {
    expect([modeOf('none', true), modeOf('none', false)]).toEqual([null, null]);
    expect([modeOf('volume', true), modeOf('volume', false)]).toEqual(['volume', 'volume']);
  });

  test('from hcsshim 0.10 on the bind filter decides', () => {
    expect(modeOf('hpc', true)).toBe('bind');
    expect(modeOf('hpc', false)).toBe('fallback');
  });
});

describe('readMountPoint', () => {
  test.each([
    [`C:\\C\\${id}\\`, 'volume', id],
    [`C:\\C\\${id}`, 'volume', id],
    [`c:\\c\\${id}\\`, 'volume', id],
    [`C:\\hpc\\${id}\\`, 'fallback', id],
    [`C:\\HPC\\${id}`, 'fallback', id],
    ['C:\\hpc\\', 'bind', null],
    ['c:\\hpc', 'bind', null],
    ['C:\\rootfs\\', 'custom', null],
    [`D:\\hpc\\${id}\\`, 'custom', null],
    ['C:\\hpc\\app', 'custom', null],
    [`C:\\C\\${id.slice(1)}\\`, 'custom', null],
    [`C:\\C\\${id}\\app`, 'custom', null],
    ['', 'unset', null],
    [null, 'unset', null],
  ])('%s is %s', (value, form, containerId) => {
    expect(readMountPoint(value)).toEqual({ form, containerId });
  });
});

test('a mode is shown with its path', () => {
  expect(showMode('volume')).toContain('C:\\C\\<container id>');
  expect(showMode('fallback')).toContain('C:\\hpc\\<container id>');
  expect(showMode('bind')).toContain('C:\\hpc)');
});
