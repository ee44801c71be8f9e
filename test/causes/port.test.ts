import { expect, test } from 'vitest';
import { denied, got } from '../snapshot.ts';
import { expectOn, fixOf, on } from './case.ts';

const inUse = (port: number) => `Error: listen EADDRINUSE: address already in use 0.0.0.0:${port}`;
const unnamed = 'java.net.BindException: Address already in use: bind';
const nodes = {
  'nothing known': {},
  healthy: on(),
  'listeners hidden': on((facts) => {
    facts.network.listeners = denied();
  }),
  'ranges hidden': on((facts) => {
    facts.network.excludedPorts = denied();
  }),
  nameless: on((facts) => {
    for (const one of facts.network.listeners.ok ? facts.network.listeners.value : []) one.process = null;
  }),
};

test('host-port-in-use: who listens, or which range Windows reserves', () => {
  expectOn('host-port-in-use', inUse(20_258), nodes, [
    ['nothing known', 'possible', 'matched text: listen EADDRINUSE: address already in use 0.0.0.0:20258'],
    ['healthy', 'confirmed', 'listens on port 20258: node.exe (pid 4242) on 127.0.0.1'],
    ['listeners hidden', 'possible', 'matched text: listen EADDRINUSE: address already in use 0.0.0.0:20258'],
    ['ranges hidden', 'confirmed', 'listens on port 20258: node.exe (pid 4242) on 127.0.0.1'],
    ['nameless', 'confirmed', 'listens on port 20258: a process (pid 4242) on 127.0.0.1'],
  ]);
  expectOn('host-port-in-use', inUse(49_999), nodes, [
    ['healthy', 'possible', 'matched text: listen EADDRINUSE: address already in use 0.0.0.0:49999'],
  ]);
  expectOn('host-port-in-use', inUse(50_000), nodes, [
    ['healthy', 'confirmed', 'ports that Windows reserves: 50000 to 50059'],
  ]);
  expectOn('host-port-in-use', inUse(50_059), nodes, [
    ['healthy', 'confirmed', 'ports that Windows reserves: 50000 to 50059'],
    ['ranges hidden', 'possible', 'matched text: listen EADDRINUSE: address already in use 0.0.0.0:50059'],
  ]);
  expectOn('host-port-in-use', inUse(50_060), nodes, [
    ['healthy', 'possible', 'matched text: listen EADDRINUSE: address already in use 0.0.0.0:50060'],
  ]);
  expectOn('host-port-in-use', unnamed, nodes, [
    ['healthy', 'possible', 'matched text: java.net.BindException: Address already in use: bind'],
  ]);
});

test('host-port-in-use: of a program that listens on IPv4 and IPv6, the address that Windows lists first', () => {
  const two = on((facts) => {
    facts.network.listeners = got([
      { address: '0.0.0.0', port: 9182, pid: 3120, process: 'windows_exporter.exe' },
      { address: '::', port: 9182, pid: 3120, process: 'windows_exporter.exe' },
    ]);
  });
  expectOn('host-port-in-use', inUse(9182), { two }, [
    ['two', 'confirmed', 'listens on port 9182: windows_exporter.exe (pid 3120) on 0.0.0.0'],
  ]);
});

test('host-port-in-use: the fix looks for the port of the text', () => {
  expect(fixOf('host-port-in-use', inUse(9182), {})).toContain('See which process uses the port.');
  expect(fixOf('host-port-in-use', inUse(9182), {})).toContain('-LocalPort 9182 ');
  expect(fixOf('host-port-in-use', unnamed, {})).toContain(
    'See which process uses the port; <port> is the port of the program.',
  );
  const kestrel = 'Failed to bind to address http://0.0.0.0:5000: address already in use.';
  expect(fixOf('host-port-in-use', kestrel, {})).toContain('-LocalPort 5000 ');
});

test('socket-leftover: the file of the socket, not a port', () => {
  const text =
    'kubelet does not come back: "Failed to start ContainerManager" err="listen unix C:\\\\var\\\\lib\\\\kubelet\\\\device-plugins\\\\kubelet.sock: bind: Only one usage of each socket address (protocol/network address/port) is normally permitted."';
  const fix = fixOf('socket-leftover', text, {});
  expect(fix).toContain("Remove-Item -Force -LiteralPath 'C:\\var\\lib\\kubelet\\device-plugins\\kubelet.sock'");
  expect(fix).not.toContain('Get-NetTCPConnection');
});

test('ports-exhausted: who has the ports, not who listens on one', () => {
  const text =
    'scrapes stop after some hours: Get "http://10.244.3.8:8080/metrics": dial tcp 10.244.3.8:8080: bind: An operation on a socket could not be performed because the system lacked sufficient buffer space or because a queue was full.';
  const fix = fixOf('ports-exhausted', text, {});
  expect(fix).toContain('Group-Object OwningProcess');
  expect(fix).not.toContain('8080');
});

test('probe-address: the listener on the port of the probe', () => {
  const refused =
    'Readiness probe failed: Get "http://10.224.0.62:9182/health": dial tcp 10.224.0.62:9182: connectex: No connection could be made because the target machine actively refused it.';
  expect(fixOf('probe-address', refused, {})).toContain('-LocalPort 9182 ');
  expect(fixOf('probe-address', 'Liveness probe failed: dial tcp 10.224.0.62:4316: i/o timeout', {})).toContain(
    '-LocalPort 4316 ',
  );
});

// The shim refuses to mount a named pipe. Source: hcsshim internal/jobcontainers/mounts.go.
test('socket-silent: the folder of a socket is mounted, and a pipe is not', () => {
  const socket =
    'dial unix C:\\csi\\csi.sock: connect: No connection could be made because the target machine actively refused it.';
  const pipe = 'open \\\\.\\pipe\\agent-v1: The system cannot find the file specified.';
  const mounts = (text: string) => fixOf('socket-silent', text, {}).includes('hostPath');
  expect([mounts(socket), mounts(pipe)]).toEqual([true, false]);
});

test('socket-silent: the program that makes the socket, before the path', () => {
  const text =
    'dial unix C:\\csi\\csi.sock: connect: No connection could be made because the target machine actively refused it.';
  const fix = fixOf('socket-silent', text, {}, { pod: 'monitoring/client-x7x' });
  expect(fix).toContain('kubectl get pods');
  expect(fix).toContain('kubectl delete pod <listed pod> -n <its namespace>');
  expectOn('socket-silent', text, { 'nothing known': {} }, [['nothing known', 'possible', `matched text: ${text}`]]);
});
