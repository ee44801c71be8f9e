import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { passwordOfLane } from '../../scripts/windows/password.ts';
import { containerOf, crictlOptions, mayEndWith, sandboxOf, wrongIn } from '../../scripts/windows/pod.ts';
import { configFor, containerdDownload, readChecksum } from '../../scripts/windows/releases.ts';
import { holdersIn, templateWithRight } from '../../scripts/windows/rights.ts';
import { snapshotWith } from '../snapshot.ts';

const digest = 'a'.repeat(64);

test('a checksum is read as sha256sum writes it, and alone', () => {
  expect(readChecksum(`${digest}  containerd-1.7.28-windows-amd64.tar.gz\n`)).toBe(digest);
  expect(readChecksum(`${digest.toUpperCase()}\n`)).toBe(digest);
  expect(() => readChecksum('<!DOCTYPE html>')).toThrow('a SHA-256 must begin the text, but it is "<!DOCTYPE html>"');
});

test.each([
  [0, '1.6.36', true],
  [0, '2.1.4', true],
  [-1073741510, '1.7.28', true],
  [0xc000013a, '2.1.4', true],
  [0xc000013a, '1.6.36', false],
  [1, '2.1.4', false],
])('a container that ends with %d in containerd %s was stopped in order: %s', (code, containerd, inOrder) => {
  expect(mayEndWith(code, containerd)).toBe(inOrder);
});

test('a release is downloaded with its checksum', () => {
  expect(containerdDownload('2.1.4')).toEqual({
    url: 'https://github.com/containerd/containerd/releases/download/v2.1.4/containerd-2.1.4-windows-amd64.tar.gz',
    checksumUrl:
      'https://github.com/containerd/containerd/releases/download/v2.1.4/containerd-2.1.4-windows-amd64.tar.gz.sha256sum',
  });
});

test.each([
  ['1.6.36', 2, ['plugins', 'io.containerd.grpc.v1.cri', 'sandbox_image']],
  ['1.7.28', 2, ['plugins', 'io.containerd.grpc.v1.cri', 'sandbox_image']],
  ['2.1.4', 3, ['plugins', 'io.containerd.cri.v1.images', 'pinned_images', 'sandbox']],
])('containerd %s gets a configuration of its version', (release, version, path) => {
  const config = parse(configFor(release));
  expect(config.version).toBe(version);
  expect(path.reduce<unknown>((value, key) => Object(value)[key], config)).toBe('registry.k8s.io/pause:3.10.2');
});

test('an account gets a right in addition to those that hold it, and no other right is touched', () => {
  const exported =
    '\ufeff[Unicode]\r\nUnicode=yes\r\n[Privilege Rights]\r\nSeServiceLogonRight = *S-1-5-80-0,IIS_IUSRS\r\nSeTcbPrivilege = \r\n[Version]\r\nRevision=1\r\n';
  const head =
    '\ufeff[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n[Privilege Rights]\r\n';
  expect(templateWithRight(exported, 'SeServiceLogonRight', 'lane')).toBe(
    `${head}SeServiceLogonRight = *S-1-5-80-0,IIS_IUSRS,lane\r\n`,
  );
  expect(templateWithRight(exported, 'SeTcbPrivilege', 'lane')).toBe(`${head}SeTcbPrivilege = lane\r\n`);
  expect(templateWithRight(exported, 'SeBatchLogonRight', 'lane')).toBe(`${head}SeBatchLogonRight = lane\r\n`);
  expect(() => templateWithRight('[Version]', 'SeTcbPrivilege', 'lane')).toThrow('[Privilege Rights]');
});

test('holders of a right are read as secedit writes them', () => {
  const exported = '[Privilege Rights]\r\nSeServiceLogonRight = *S-1-5-80-0, *S-1-5-20,Guest\r\nSeTcbPrivilege =\r\n';
  expect(holdersIn(exported, 'SeServiceLogonRight')).toEqual(['*S-1-5-80-0', '*S-1-5-20', 'Guest']);
  expect(holdersIn(exported, 'SeTcbPrivilege')).toEqual([]);
  expect(holdersIn(exported, 'SeBatchLogonRight')).toEqual([]);
});

test('a password is one that net.exe takes without a question, and the default policy takes at all', () => {
  expect(passwordOfLane()).toMatch(/^[0-9a-f]{10}aA1!$/);
  expect(passwordOfLane()).not.toBe(passwordOfLane());
});

test('pod and container are HostProcess ones, as the kubelet asks for them', () => {
  const windows = { security_context: { host_process: true, run_as_username: 'NT AUTHORITY\\SYSTEM' } };
  expect(sandboxOf('a')).toMatchObject({ metadata: { name: 'a', attempt: 0 }, windows });
  expect(containerOf('a', { image: 'b:1', args: ['serve'] })).toMatchObject({
    image: { image: 'b:1' },
    args: ['serve'],
    log_path: 'a.log',
    windows,
  });
});

// Without --timeout, crictl gives each call two seconds, also on Windows, where an image takes longer to be unpacked.
// Source: cri-tools 1.34, cmd/crictl/main.go: defaultTimeout, and getTimeout for --timeout 0.
test('crictl waits for Windows, at the pipe of containerd', () => {
  expect(crictlOptions()).toEqual([
    '--runtime-endpoint',
    'npipe:////./pipe/containerd-containerd',
    '--timeout',
    '200s',
  ]);
});

test('a sentence that a report must not contain is reported', () => {
  const healthy = assess(snapshotWith()).findings;
  expect(wrongIn(healthy, { containerd: '1.7.28' })).toEqual([]);
  const ill = healthy.map((finding) =>
    ['bind-filter', 'containerd-account', 'runtime-ready'].includes(finding.check)
      ? { check: finding.check, status: 'fail', summary: 'x' }
      : finding,
  );
  expect(wrongIn(ill, { containerd: '1.7.28' })).toEqual([
    'containerd-account: must be pass, but is fail: x',
    'bind-filter: must be pass, but is fail: x',
    'runtime-ready: must be pass or warn, but is fail: x',
  ]);
  expect(wrongIn([], { containerd: '1.7.28' })).toContain('cri-endpoint: must be in the report, but is not');
  // A bind filter that containerd 1.6 cannot use was not judged there.
  expect(wrongIn(healthy, { containerd: '1.6.36' })).toEqual([
    expect.stringMatching(/^bind-filter: must be skip, but is pass/),
  ]);
});
