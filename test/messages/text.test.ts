import { describe, expect, test } from 'vitest';
import { diagnose } from '../../agent/diagnose.ts';
import type { Message } from '../../agent/message.ts';
import { isYaml } from '../../agent/messages/plain-text.ts';
import { readText } from '../../agent/messages/text.ts';
import { recognise, signatures } from '../../agent/signatures/index.ts';

const written = { at: new Date('2026-11-25T00:00:00Z'), zone: null };
const read = (text: string): Message[] => readText(text, 'node.log', written);
const idsOf = (text: string) => read(text).map((message) => recognise(message.text)?.signature.id);

const id = '9f2c41e07ab35d8816c4e3f0a7b2d9581c6e4f70b3a2918d5e7c6f4039ab12cd';
const denial = 'failed to create user process token: failed to logon user: Access is denied.: unknown';

describe('a log line', () => {
  test('of containerd loses its quoting and keeps its time', () => {
    const line = `time="2026-11-24T03:12:45.498877600Z" level=error msg="StartContainer for \\"${id}\\" failed" error="failed to start containerd task \\"${id}\\": ${denial}"`;
    expect(read(line)).toEqual([
      {
        source: 'node.log',
        text: `StartContainer for "${id}" failed: failed to start containerd task "${id}": ${denial}`,
        count: 1,
        at: '2026-11-24T03:12:45.498Z',
      },
    ]);
  });

  test('of the kubelet gets the year that it leaves out, and the pod that it names', () => {
    const line = (day: string) =>
      `E${day} 03:12:45.513900    2412 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"agent\\" with RunContainerError: \\"failed to start containerd task \\\\\\"${id}\\\\\\": ${denial}\\"" pod="monitoring/node-agent-7x2kq" podUID="5f0c"`;
    const [message] = read(line('1124'));
    expect(message).toMatchObject({ at: '2026-11-24T03:12:45.513Z', pod: 'monitoring/node-agent-7x2kq' });
    expect(message?.text).toContain(`task "${id}": failed to create user process token`);
    expect(read(line('1230'))[0]?.at).toBe('2025-12-30T03:12:45.513Z');
    expect(readText(line('1124'), 'text', null)[0]?.at).toBe(undefined);
  });

  test.each([
    ['Europe/Berlin', '1124 03:12:45', '2026-11-25T00:00:00Z', '2026-11-24T02:12:45.000Z'],
    ['America/Los_Angeles', '1124 03:12:45', '2026-11-25T00:00:00Z', '2026-11-24T11:12:45.000Z'],
    ['Asia/Kolkata', '1124 03:12:45', '2026-11-25T00:00:00Z', '2026-11-23T21:42:45.000Z'],
    // Summer time, and the night in which it ends: 02:30 comes twice, and 03:30 is an hour later than it looks.
    ['Europe/Berlin', '0701 12:00:00', '2026-07-02T00:00:00Z', '2026-07-01T10:00:00.000Z'],
    ['Europe/Berlin', '1025 02:30:00', '2026-10-26T00:00:00Z', '2026-10-25T01:30:00.000Z'],
    ['Europe/Berlin', '1025 03:30:00', '2026-10-26T00:00:00Z', '2026-10-25T02:30:00.000Z'],
    // Where it is next year already.
    ['Asia/Tokyo', '0101 05:00:00', '2026-12-31T20:00:10Z', '2026-12-31T20:00:00.000Z'],
    ['America/New_York', '1231 23:59:59', '2027-01-01T05:00:00Z', '2027-01-01T04:59:59.000Z'],
    ['UTC', '0229 12:00:00', '2028-03-01T00:00:00Z', '2028-02-29T12:00:00.000Z'],
    ['a zone of some other machine', '1124 03:12:45', '2026-11-25T00:00:00Z', '2026-11-24T03:12:45.000Z'],
  ])('of the kubelet has the time of the clocks of its node: %s, %s', (zone, stamp, at, expected) => {
    const line = `E${stamp}.000000    2412 pod_workers.go:1301] "${denial}"`;
    expect(readText(line, 'kubelet.log', { at: new Date(at), zone })[0]?.at).toBe(expected);
  });

  test('of a container is taken out of two envelopes', () => {
    const line = `2026-11-24T03:12:45.1Z stderr F time=2026-11-24T03:12:44.9Z level=ERROR msg="cannot serve" err="listen tcp :9182: bind: Only one usage of each socket address (protocol/network address/port) is normally permitted."`;
    expect(read(line)).toMatchObject([{ at: '2026-11-24T03:12:44.900Z' }]);
    expect(read(`[pod/agent-1/agent] panic: ${denial}`)).toMatchObject([{ pod: 'agent-1', container: 'agent' }]);
  });

  test('in JSON is read by its fields', () => {
    const line = JSON.stringify({
      level: 'error',
      msg: 'StartContainer failed',
      error: denial,
      time: '2026-11-24T03:12:45Z',
    });
    expect(read(`${line}\n${line}`)).toMatchObject([
      { at: '2026-11-24T03:12:45.000Z' },
      { text: expect.stringContaining(denial) },
    ]);
  });
});

describe("kubectl's output", () => {
  test('of describe gives the pod, the container, the time of its end, and the count of an event', () => {
    const text = [
      'Name:             agent-1',
      'Namespace:        monitoring',
      'Containers:',
      '  agent:',
      '    Last State:     Terminated',
      '      Reason:       StartError',
      `      Message:      failed to start containerd task "agent": ${denial}`,
      '      Exit Code:    128',
      '      Finished:     Tue, 24 Nov 2026 03:12:45 +0000',
      'Events:',
      '  Type     Reason  Age                  From     Message',
      `  Warning  Failed  40s (x5 over 6m9s)   kubelet  Error: failed to start containerd task "agent": ${denial}`,
    ].join('\n');
    expect(read(text)).toMatchObject([
      { pod: 'monitoring/agent-1', container: 'agent', at: '2026-11-24T03:12:45.000Z', count: 1 },
      { pod: 'monitoring/agent-1', count: 5 },
    ]);
  });

  test('of describe names what it is of: a pod without a namespace, init containers, and no container of another part', () => {
    const says = `      Message:      ${denial}`;
    const [first, second, third] = read(
      [
        ...[
          'Name:         agent-1',
          'Containers:',
          '  main:',
          says,
          '      Finished:     never',
          'Volumes:',
          '  data:',
          says,
        ],
        ...['Init Containers:', '  init:', says, '      Finished:     Tue, 24 Nov 2026 03:12:45 +0000'],
        '      Finished:     Tue, 24 Nov 2026 04:12:45 +0000',
      ].join('\n'),
    );
    const said = { source: 'node.log', text: denial, count: 1, pod: 'agent-1' };
    expect(first).toEqual({ ...said, container: 'main' });
    expect(second).toEqual(said);
    expect(third).toEqual({ ...said, container: 'init', at: '2026-11-24T03:12:45.000Z' });
  });

  test('does not take a key of YAML for a container', () => {
    expect(read(`metadata:\n  name: a\nspec:\n  containers:\n    message: ${denial}\n`)).toEqual([
      { source: 'node.log', text: `message: ${denial}`, count: 1 },
    ]);
  });

  /** As kubectl describe prints a pod whose container failed before. */
  const describedPod = (ready: string, restarts: number) =>
    [
      'Name:         agent-1',
      'Containers:',
      '  agent:',
      '    State:          Running',
      '    Last State:     Terminated',
      `      Message:      ${denial}`,
      `    Ready:          ${ready}`,
      `    Restart Count:  ${restarts}`,
      'Conditions:',
      '  Type              Status',
      `  Ready             ${ready} `,
      'Events:',
      `  Warning  Failed  6d    kubelet  Error: failed to start containerd task "agent": ${denial}`,
      'Name:         agent-2',
      'Events:',
      `  Warning  Failed  6d    kubelet  Error: failed to start containerd task "agent": ${denial}`,
    ].join('\n');

  test.each([
    ['True', 1, [true, true, undefined]],
    // It ends again and again.
    ['True', 12, [undefined, undefined, undefined]],
    ['False', 1, [undefined, undefined, undefined]],
  ])('of describe says what is past: ready %s, %i restarts', (ready, restarts, past) => {
    expect(read(describedPod(ready, restarts)).map((message) => message.past)).toEqual(past);
  });

  test.each([
    ['False', true],
    // It is ready, and short of space.
    ['True', undefined],
  ])('of describe of a node says what is past: disk pressure %s', (pressure, past) => {
    const text = [
      'Name:           win-1',
      'Conditions:',
      `  DiskPressure     ${pressure}   Tue, 04 Mar 2025 09:14:22 +0000   Tue, 04 Mar 2025 08:47:10 +0000   Kubelet   kubelet`,
      '  Ready            True    Tue, 04 Mar 2025 09:14:22 +0000   Tue, 04 Mar 2025 08:47:31 +0000   KubeletReady   ready',
      'Events:',
      '  Warning  ContainerGCFailed  26m  kubelet  open //./pipe/containerd-containerd: The system cannot find the file specified.',
    ].join('\n');
    expect(read(text).map((message) => message.past)).toEqual([past]);
  });

  test.each([
    'daemon set "agent" successfully rolled out',
    'statefulset rolling update complete 1 pods at revision agent-6b8f...',
    'partitioned roll out complete: 1 new pods have been updated...',
    'pod/agent-1 condition met',
    '    --- PASS: TestStart/denied (0.00s)',
  ])('of a command that waits says that what is above is past: %s', (line) => {
    expect(read(`Error: ${denial}\n${line}`).map((message) => message.past)).toEqual([true]);
    expect(read(`${line}\nError: ${denial}`).map((message) => message.past)).toEqual([undefined]);
  });

  test.each([
    ['daemonset.apps/agent condition met', true],
    ['pod/dns-5 condition met', undefined],
    ['deployment "dns" successfully rolled out', undefined],
  ])('of a command that waits for another object says nothing of a pod: %s', (line, past) => {
    const failed = `E0304 08:47:10.123456 1 kubelet.go:1] "Error syncing pod" err="${denial}" pod="monitoring/agent-7x2kq"`;
    expect(read(`${failed}\n${line}`).map((message) => message.past)).toEqual([past]);
  });

  test.each([
    ['containerd is now running', true],
    ['containerd is now installed', undefined],
    ['kubelet is now running', undefined],
  ])('of a program that waited for another says when that is over: %s', (line, past) => {
    const waits = (what: string) =>
      read(`${what}: open //./pipe/containerd-containerd: The system cannot find the file specified.\n${line}`);
    expect(waits('Waiting for containerd startup').map((message) => message.past)).toEqual([past]);
    expect(waits('Start of containerd failed').map((message) => message.past)).toEqual([undefined]);
  });

  test('of get events gives the pod', () => {
    const text = `LAST SEEN   TYPE      REASON   OBJECT        MESSAGE\n62s (x3 over 2m)   Warning   Failed   pod/agent-1   Error: ${denial}`;
    expect(read(text)).toMatchObject([{ pod: 'agent-1', count: 3 }]);
  });

  test.each([72, 80, 100, 132])('is read if a terminal wrapped it at column %i, indented or not', (width) => {
    const broken = (sample: string, indent: string) => {
      const row = `  Warning  Failed     4m40s (x5 over 6m9s)   kubelet            ${sample}`;
      const lines = Array.from({ length: Math.ceil(row.length / width) }, (_, i) =>
        row.slice(i * width, (i + 1) * width),
      );
      return [
        ...lines.map((line, i) => (i === 0 ? line : indent + line)),
        '  Normal   Pulled     62s   kubelet            ok',
      ].join('\n');
    };
    const hostProcess = signatures.filter((signature) => signature.component === 'hcsshim' && signature.hostProcess);
    const all = hostProcess.flatMap(({ id: expected, samples }) =>
      samples.flatMap((sample) => ['', '    '].map((indent) => ({ expected, found: idsOf(broken(sample, indent)) }))),
    );
    const right = all.filter(({ expected, found }) => found.join() === expected);
    expect(right.length / all.length).toBeGreaterThanOrEqual(0.95);
  });
});

describe('a manifest', () => {
  const policy = [
    'apiVersion: kyverno.io/v1',
    'kind: ClusterPolicy',
    'metadata:',
    '  name: disallow-host-process',
    'spec:',
    '  validationFailureAction: Audit',
    '  rules:',
    '    - validate:',
    '        message: HostProcess containers are disallowed.',
  ].join('\n');

  test('of a policy refuses nothing, and an answer below it does', () => {
    expect(read(policy)).toEqual([]);
    const refused = 'Error from server: admission webhook "validate.kyverno.svc" denied the request: HostProcess';
    expect(idsOf(`${policy}\n${refused} containers are disallowed`)).toContain('api-policy');
  });
});

describe('a message that somebody broke into lines', () => {
  const whole = `Error: failed to start containerd task "agent": ${denial}`;
  test.each([
    [8, whole],
    [9, whole.slice(0, whole.indexOf(' is denied'))],
  ])('is read over eight lines at most: %i', (count, text) => {
    const words = whole.split(' ');
    const at = (line: number) => Math.floor((line * words.length) / count);
    const lines = Array.from({ length: count }, (_, line) => words.slice(at(line), at(line + 1)).join(' '));
    expect(read(lines.join('\n')).map((said) => said.text)).toEqual([text]);
  });

  // Where a blank was, and where a name, a number or a path was broken.
  test.each([
    ['9f2c41e07', 'abcdef', ''],
    ['9f2c41e0', 'abcd3f', ''],
    ['9f2c41e0', 'abcdef', ' '],
    ['kube-', 'flannel', ''],
    ['echo -', 'File', ' '],
    ['C:\\hpc\\', 'agent', ''],
    ['/opt/', 'agent', ''],
  ])('is joined as it was: %s and %s', (before, after, between) => {
    const [said] = read(whole.replace('agent', `${before}\n${after}`));
    expect(said?.text).toContain(`task "${before}${between}${after}": failed`);
  });

  test('is read out of a quotation of a mail', () => {
    expect(read(`> > ${denial}`).map(({ text }) => text)).toEqual([denial]);
    expect(read(`>${denial}`).map(({ text }) => text)).toEqual([denial]);
  });
});

test('a pasted text is of a HostProcess container as a whole, and a long one is not', () => {
  const text = 'hostProcess: true\nopen C:\\etc\\a.yaml: The system cannot find the file specified.\n';
  const padded = (length: number) => read(text.padEnd(length)).map(({ hostProcess }) => hostProcess);
  expect(padded(0)).toEqual([true]);
  expect(padded(64 * 1024)).toEqual([true]);
  expect(padded(64 * 1024 + 1)).toEqual([undefined]);
});

describe('a bare error', () => {
  test.each([
    ['0x52e', 'logon-incorrect'],
    ['1385', 'logon-type'],
    ['winapi error #2224', 'local-account-exists'],
    ['The user name or password is incorrect.', 'logon-incorrect'],
    ['267', 'process-directory'],
    ['error code: 5', 'logon-denied'],
    ['Error 1326.', 'logon-incorrect'],
    ['(0x569)', 'logon-type'],
    ['The user name or password is incorrect. (0x52e)', 'logon-incorrect'],
    ['-1073741819', 'exit-crash'],
    ['0xC0000005', 'exit-crash'],
    ['3221225477', 'exit-crash'],
  ])('%j is a question about the failure with this end', (text, signature) => {
    expect(idsOf(text)).toEqual([signature]);
    expect(read(text)[0]?.written).toBe(text);
  });

  test('is not explained beside other lines, or if no HostProcess failure has this end', () => {
    expect(read('5\n6\n1326')).toEqual([]);
    expect(read('99999')).toEqual([]);
    expect(read('7')).toEqual([]);
    expect(read('-5')).toEqual([]);
    expect(read('5 6')).toEqual([]);
  });
});

test('an unknown or empty text has no messages', () => {
  expect(read('')).toEqual([]);
  expect(read('{"a": 1}')).toEqual([]);
  expect(read('{ not json')).toEqual([]);
  expect(read('all is well\n'.repeat(100))).toEqual([]);
});

test('a line of a million characters is not read to its end', () => {
  expect(read('failed to '.repeat(100_000))).toEqual([]);
  expect(read(`failed to ${'x"\\'.repeat(300_000)}`)).toEqual([]);
});

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: agent-x7k2p
  namespace: ops
spec:
  securityContext:
    windowsOptions:
      hostProcess: true
      runAsUserName: nt authority\\system
  containers:
  - name: agent
status:
  containerStatuses:
  - name: agent
    lastState:
      terminated:
        finishedAt: "2026-03-04T09:15:02Z"
        message: 'failed to start containerd task "agent": failed to create user process
          token: failed to logon user: The user name or password is incorrect.: unknown'
`;
const asItem = (text: string) => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;
const found = {
  pod: 'ops/agent-x7k2p',
  container: 'agent',
  runAsUserName: 'nt authority\\system',
  hostProcess: true,
  at: '2026-03-04T09:15:02.000Z',
};

test.each([
  ['a pod', pod, 1],
  ['a list', `apiVersion: v1\nitems:\n${asItem(pod)}${asItem(pod)}kind: List\n`, 2],
  ['documents', `---\n${pod}---\n${pod}`, 2],
])('YAML of %s names its pod, as JSON does', (_what, text, count) => {
  expect(readText(text, 'pod.yaml', null)).toMatchObject(Array(count).fill(found));
});

test('a text that is not YAML of Kubernetes is read as a text', () => {
  expect(isYaml('failed to logon user: Access is denied.')).toBe(false);
  // Fields may come in any order; what kubectl prints begins with one of these two, also behind the sign of a document.
  const begins = ['apiVersion: v1', 'kind: Pod', '---\napiVersion: v1', '--- \r\nkind: List'];
  expect(begins.filter((text) => !isYaml(text))).toEqual([]);
  expect([' kind: Pod', 'a\nkind: Pod', 'kind:Pod', '----\nkind: Pod', 'apiVersions: v1'].filter(isYaml)).toEqual([]);
  const config = `kind: ConfigMap\ndata:\n  log: |\n    named pipe mounts not supported for job containers\n`;
  expect(readText(config, 'text', null)).toHaveLength(1);
});

describe('a record of PowerShell', () => {
  // Source: kubernetes-sigs/sig-windows-tools#316.
  const record = [
    "Copy-Item : Access to the path 'C:\\hpc\\etc\\kube-flannel\\net-conf.json' is denied.",
    'At C:\\hpc\\flannel\\start.ps1:22 char:1',
    '+ cp -force $env:CONTAINER_SANDBOX_MOUNT_POINT/etc/kube-flannel/net-con ...',
    '    + CategoryInfo          : PermissionDenied: (C:\\hpc\\etc\\kube-flannel\\net-conf.json:FileInfo) [Copy-Item], UnauthorizedAccessException',
    '',
  ].join('\n');

  test('is one failure, also where the text ends behind it', () => {
    const found = diagnose(readText(record, 'text', null));
    expect(found.map(({ signature }) => signature)).toEqual(['container-path-denied']);
  });

  test('names the file of its message, where the script lies below the root of the container', () => {
    const german = record.replace('At C:', 'In C:').replace(' char:', ' Zeichen:');
    const elsewhere = german.replaceAll(/C:\\hpc\\etc\\kube-flannel(?=\\net)/g, 'D:\\conf');
    const [found, ...more] = diagnose(readText(elsewhere, 'text', null));
    expect(more).toEqual([]);
    expect(found).toMatchObject({ hostProcess: true, captured: { path: 'D:\\conf\\net-conf.json' } });
  });

  test('whose script takes the mount point from its variable is not about another path', () => {
    const causesOf = (text: string) =>
      diagnose(readText(text, 'text', null))[0]?.causes.map(({ id, weight }) => `${id} ${weight}`);
    expect(causesOf(record)?.at(0)).toBe('mount-read-only possible');
    expect(causesOf(record)).toContain('container-path ruled-out');
    expect(causesOf(record.replace('$env:CONTAINER_SANDBOX_MOUNT_POINT', 'C:'))?.at(0)).toBe('container-path possible');
  });
});

describe('an answer of the API server', () => {
  const refusal =
    'Pod "agent-1" is invalid: spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers';
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: refusal, code: 422 };
  // Shapes: k8s.io/api/admission/v1 and k8s.io/apiserver/pkg/apis/audit/v1
  const review = { kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', response: { allowed: false, status } };
  const audited = { kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', responseStatus: status };

  test.each([{ status }, { review }, { audited }])(
    'says what was refused, by itself, indented, and as a line of a log: %o',
    (one) => {
      const [answer] = Object.values(one);
      const texts = [JSON.stringify(answer), JSON.stringify(answer, null, 2)];
      for (const text of texts) expect(read(text).map((message) => message.text)).toEqual([refusal]);
    },
  );

  test('in the audit log is a line among others', () => {
    const lines = [{ ...audited, responseStatus: { code: 200 } }, audited].map((line) => JSON.stringify(line));
    expect(read(lines.join('\n')).map(({ text }) => text)).toEqual([refusal]);
  });
});

describe('a text with a part of a manifest above its error', () => {
  const usersOf = (manifest: string) => read(`${manifest}\n...\nError: ${denial}`).map((one) => one.runAsUserName);

  test('tells the user of the container, in YAML and in JSON', () => {
    expect(usersOf('      runAsUserName: Administrators')).toEqual(['Administrators']);
    expect(usersOf('runAsUserName: "NT-AUTORITÄT\\\\SYSTEM"')).toEqual(['NT-AUTORITÄT\\SYSTEM']);
    expect(usersOf("- runAsUserName: 'CORP\\svc-agent'")).toEqual(['CORP\\svc-agent']);
    expect(usersOf('  "runAsUserName": "hpc-users",')).toEqual(['hpc-users']);
  });

  test('tells none where it names two, or only speaks of the field', () => {
    expect(usersOf('runAsUserName: a\nrunAsUserName: b')).toEqual([undefined]);
    expect(usersOf('the field runAsUserName: is it right?')).toEqual([undefined]);
  });
});

// The layout of event 4625: learn.microsoft.com, "4625(F): An account failed to log on".
describe('a failed log-on in the Security log', () => {
  const event = (status: string, caller: string, words = ['Failure Reason', 'Status', 'Caller Process Name']) =>
    `An account failed to log on.\r\n\r\nLogon Type:\t\t\t2\r\n\r\nFailure Information:\r\n\t${words[0]}:\t\t%%2308\r\n\t${words[1]}:\t\t\t${status}\r\n\tSub Status:\t\t0x0\r\n\r\nProcess Information:\r\n\tCaller Process ID:\t0x1f4c\r\n\t${words[2]}:\t${caller}\r\n`;
  const shim = 'C:\\Program Files\\containerd\\containerd-shim-runhcs-v1.exe';

  // MS-ERREF 2.3.1
  test.each([
    ['0xC000015B', 'logon-type'],
    ['0xC000006D', 'logon-incorrect'],
    ['0xc0000072', 'logon-restricted'],
    ['0xC0000234', 'logon-restricted'],
    ['0xC000005E', 'logon-domain'],
  ])('is that of a container user if the shim asked: %s', (status, id) => {
    expect(idsOf(event(status, shim))).toEqual([id]);
    expect(idsOf(event(status, shim, ['Fehlerursache', 'Status', 'Aufrufprozessname']))).toEqual([id]);
  });

  test('is shown by its first line, and is no number that could mean something else', () => {
    const [message] = read(event('0xC000015B', shim));
    expect(message?.written).toBe('An account failed to log on.');
    expect(diagnose(message === undefined ? [] : [message])[0]?.note).toBeUndefined();
  });

  test('of another program, or with a status that is none of these, says nothing of HostProcess', () => {
    expect(idsOf(event('0xC000006D', 'C:\\Windows\\System32\\svchost.exe'))).toEqual([]);
    expect(idsOf(event('0xC0000001', shim))).toEqual([]);
  });
});
