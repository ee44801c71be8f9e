import { win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean } from '../../agent/shim/go.ts';
import { mountPlaces } from '../../agent/shim/mounts.ts';
import {
  driveOf,
  foreignRoot,
  type Mode,
  modeOf,
  pathMode,
  readMountPoint,
  restBelow,
  rootOf,
  showMode,
  windowsPath,
  withoutEnd,
} from '../../agent/shim/paths.ts';
import { substitute, workingDirectoryOf } from '../../agent/shim/process.ts';
import { tokenPlaces } from '../../agent/shim/token.ts';
import { readVersion } from '../../agent/shim/version.ts';

const secrets = 'var\\run\\secrets\\kubernetes.io\\serviceaccount';

describe('the root of a container', () => {
  test.each<[Mode, string, string, string]>([
    ['volume', 'C:\\C\\<id>\\', 'C:\\C\\<id>', 'C:\\C\\<id>'],
    ['fallback', 'C:\\hpc\\<id>\\', 'C:\\hpc\\<id>', 'C:\\hpc\\<id>'],
    ['bind', 'C:\\hpc\\', 'C:\\hpc', 'C:\\hpc'],
  ])('is where the shim puts it in %s mode', (mode, variable, substituted, path) => {
    expect(rootOf(mode, null)).toEqual({ variable, substituted, path });
  });

  test('can be set by an annotation, and the shim cuts off its last character when it expands variables', () => {
    expect(rootOf('bind', 'C:\\rootfs\\')).toEqual({
      variable: 'C:\\rootfs\\',
      substituted: 'C:\\rootfs',
      path: 'C:\\rootfs',
    });
    expect(rootOf('bind', 'C:\\rootfs').substituted).toBe('C:\\rootf');
    expect(rootOf('fallback', 'C:\\rootfs\\').variable).toBe('C:\\rootfs\\<id>');
    expect(rootOf('fallback', 'C:\\rootfs\\').substituted).toContain('without-its-last-digit');
  });

  test('ignores the annotation with containerd 1.6', () => {
    expect(rootOf('volume', 'C:\\rootfs\\').path).toBe('C:\\C\\<id>');
  });
});

describe('the mount point in a text', () => {
  test('is replaced everywhere in exactly two spellings', () => {
    const root = rootOf('bind', null);
    expect(substitute('%CONTAINER_SANDBOX_MOUNT_POINT%\\a;$env:CONTAINER_SANDBOX_MOUNT_POINT/b', root)).toBe(
      'C:\\hpc\\a;C:\\hpc/b',
    );
    for (const text of [
      '$CONTAINER_SANDBOX_MOUNT_POINT',
      '$(CONTAINER_SANDBOX_MOUNT_POINT)',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: PowerShell's own spelling
      '${env:CONTAINER_SANDBOX_MOUNT_POINT}',
      '%container_sandbox_mount_point%',
    ]) {
      expect(substitute(text, root)).toBe(text);
    }
  });
});

test.each([
  ['/etc/agent/', 'C:\\etc\\agent'],
  ['etc', 'C:\\etc'],
  ['c:\\\\a\\b', 'C:\\a\\b'],
  ['D:/x', 'D:\\x'],
  ['C:\\', 'C:\\'],
  ['\\\\server\\share', '\\\\server\\share'],
])('%s is %s to Windows', (path, windows) => {
  expect(windowsPath(path)).toBe(windows);
});

test.each([
  ['C:\\hpc\\a\\b', 'C:\\hpc', 'a\\b'],
  ['c:\\HPC\\a', 'C:\\hpc\\', 'a'],
  ['C:\\hpc', 'C:\\hpc\\', ''],
  ['C:\\hpcs', 'C:\\hpc', null],
  ['C:\\', 'C:\\', ''],
])('%s below %s is %s', (path, directory, rest) => {
  expect(restBelow(path, directory)).toBe(rest);
});

test('a mount is below the root in every mode, and in bind mode also at its mountPath', () => {
  const places = (mode: Mode) => mountPlaces(mode, rootOf(mode, null), '/etc/agent');
  expect(places('volume')).toEqual(['C:\\C\\<id>\\etc\\agent']);
  expect(places('fallback')).toEqual(['C:\\hpc\\<id>\\etc\\agent']);
  expect(places('bind')).toEqual(['C:\\etc\\agent', 'C:\\hpc\\etc\\agent']);
});

describe('the token', () => {
  const works = (mode: Mode, version: string, workingDir?: string) => {
    const root = rootOf(mode, null);
    const directory = workingDirectoryOf({ mode, root }, workingDir, readVersion(version));
    return Object.fromEntries(tokenPlaces(mode, root, directory).map((place) => [place.form, place.works]));
  };

  test('is at the fixed path only in bind mode, and below the mount point in every mode', () => {
    expect(works('bind', '1.7.28')).toEqual({ fixed: true, 'mount-point': true, relative: true });
    expect(works('fallback', '1.7.28')).toEqual({ fixed: false, 'mount-point': true, relative: false });
    expect(works('volume', '1.6.36')).toEqual({ fixed: false, 'mount-point': true, relative: true });
  });

  test('is found by a relative path when the working directory is the root of the container or of the drive', () => {
    expect(works('fallback', '1.7.18').relative).toBe(true);
    expect(works('bind', '1.7.18').relative).toBe(true);
    expect(works('volume', '1.6.34').relative).toBe(false);
    expect(works('bind', '1.7.28', 'C:\\app').relative).toBe(false);
  });

  test('has its full path in every place', () => {
    const root = rootOf('bind', null);
    expect(tokenPlaces('bind', root, null)).toEqual([
      { form: 'fixed', directory: `C:\\${secrets}`, works: true },
      { form: 'mount-point', directory: `C:\\hpc\\${secrets}`, works: true },
      { form: 'relative', directory: `.\\${secrets}`, works: null },
    ]);
  });
});

test('a path is normalized as in Windows programs', () => {
  const part = fc.constantFrom('a', 'bin', '.', '..', '', 'x y', '...', 'C');
  const root = fc.constantFrom('', 'C:\\', 'd:\\', '\\', '/', 'C:', '\\\\server\\share\\', '%X%\\');
  const paths = fc.tuple(root, fc.array(part), fc.constantFrom('\\', '/'));
  fc.assert(
    fc.property(paths, ([root, parts, separator]) => {
      const path = `${root}${parts.join(separator)}`;
      // Where a share's own name is empty, Go and Node.js do not agree what is its root.
      fc.pre(root.startsWith('\\\\') || !/^[\\/]{2}/.test(path));
      // Elsewhere a separator at the end stays.
      expect(withoutEnd(clean(path)), path).toBe(withoutEnd(win32.normalize(path)));
    }),
  );
});

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

test.each([
  [`open C:\\C\\${id}\\agent.yaml: The system cannot find the path specified.`, 'volume'],
  [`C:\\\\C\\\\${id}`, 'volume'],
  [`C:/hpc/${id}/agent.yaml`, 'fallback'],
  // A path in JSON that stands in a text of Go, and that once more in JSON: each quoting doubles its backslashes.
  [`C:${'\\'.repeat(4)}C${'\\'.repeat(4)}${id}${'\\'.repeat(4)}a.yaml`, 'volume'],
  [`C:${'\\'.repeat(8)}hpc${'\\'.repeat(8)}${id}`, 'fallback'],
  [`C:${'\\'.repeat(8)}hpc${'\\'.repeat(8)}a.yaml`, 'bind'],
  ['CreateFile C:\\hpc\\\\/var/lib/kube-proxy/kubeconfig.conf', 'bind'],
  ['C:\\HPC', 'bind'],
  ['%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.yaml', 'any'],
  ['$env:CONTAINER_SANDBOX_MOUNT_POINT\\agent.yaml', 'any'],
  ['C:\\hpcs\\agent.yaml', null],
  ['C:\\C\\agent.yaml', null],
  ['/var/hpc/agent.yaml', null],
])('the path in %j belongs to the mode %s', (text, mode) => {
  expect(pathMode(text)).toBe(mode);
});

test('a path has a drive, in capitals, and without one is on C:', () => {
  expect(['d:\\x', 'D:', '\\x', 'x', '\\\\server\\share'].map(driveOf)).toEqual(['D:', 'D:', 'C:', 'C:', 'C:']);
});

test('the root of another mode is found in a text, and that of the own mode is not', () => {
  const ofOne = `C:\\hpc\\${'a'.repeat(64)}`;
  expect([foreignRoot(`${ofOne}\\app`, 'bind'), foreignRoot('C:\\hpc\\app', 'bind')]).toEqual([ofOne, null]);
  expect(foreignRoot('in C:\\hpc\\app', 'volume')).toBe('C:\\hpc');
  expect(foreignRoot('C:\\data', 'fallback')).toBeNull();
});
