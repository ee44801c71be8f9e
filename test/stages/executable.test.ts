import { describe, expect, test } from 'vitest';
import type { Judged } from '../../agent/prediction.ts';
import { command, container, mount } from '../pod.ts';
import { bind, both, containerd, fallback, six } from './nodes.ts';
import { judge, provided, summaries } from './subject.ts';

type Node = typeof bind;
const early = containerd('v1.7.13', '0.11.4');

describe('the program', () => {
  test.each<[string, Node, Node, string]>([
    ['%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe', six, bind, 'the image has \\agent.exe'],
    ['$env:CONTAINER_SANDBOX_MOUNT_POINT/bin/agent.exe', fallback, bind, 'the image has \\bin\\agent.exe'],
    ['C:\\hpc\\agent.exe', bind, bind, 'the image has \\agent.exe'],
    ['C:\\Windows\\System32\\cmd.exe', six, bind, 'the node has C:\\Windows\\System32\\cmd.exe'],
    ['agent.exe', bind, fallback, 'the image has \\agent.exe, or the node has it in its PATH'],
    ['agent.exe', six, six, 'the image has \\agent.exe, or the node has it in its PATH; the image sets no WORKDIR'],
    ['powershell', six, bind, 'the node has it, as every Windows does'],
    ['bin\\agent.exe', fallback, bind, 'the image has \\bin\\agent.exe'],
    ['.\\agent.exe', bind, bind, 'the image has \\agent.exe'],
  ])('%s is found where it should be', (program, one, other, wanted) => {
    for (const node of [one, other]) {
      const judged = judge('executable', command(program), node);
      expect([judged.verdict, provided(judged).some((text) => text.startsWith(wanted))]).toEqual(['passes', true]);
    }
  });

  test.each<[string, Node, Judged['verdict']]>([
    ['C:\\hpc\\agent.exe', six, 'fails'],
    ['C:\\C\\x\\agent.exe', fallback, 'fails'],
    ['%container_sandbox_mount_point%\\agent.exe', fallback, 'fails'],
    ['%container_sandbox_mount_point%\\agent.exe', bind, 'passes'],
    ['$CONTAINER_SANDBOX_MOUNT_POINT\\agent.exe', bind, 'fails'],
    ['bin\\agent.exe', early, 'fails'],
    ['agent.exe', early, 'passes'],
    ['agent.exe', containerd('v1.6.34', '0.9.12'), 'cannot-tell'],
    ['.\\agent.exe', six, 'cannot-tell'],
    ['/agent.exe', bind, 'cannot-tell'],
    ['C:\\k\\agent.exe', bind, 'cannot-tell'],
    ['\\\\server\\share\\agent.exe', bind, 'cannot-tell'],
  ])('%s', (program, node, verdict) => {
    expect(judge('executable', command(program), node).verdict).toBe(verdict);
  });

  test('in a volume is there in bind mode, and elsewhere only where the mount is at its own path', () => {
    const at = (path: string, mountPath: string, node: Node) =>
      judge(
        'executable',
        (pod) => {
          mount(path, mountPath)(pod);
          command(`${mountPath}\\agent.exe`)(pod);
        },
        node,
      ).verdict;
    expect(at('C:\\k', 'C:\\tools', bind)).toBe('passes');
    expect(at('C:\\k', 'C:\\tools', six)).toBe('fails');
    expect(at('C:\\tools', 'C:\\tools', six)).toBe('cannot-tell');
  });

  test('with a space is told in other words when it is missing: the shim looks for nothing longer', () => {
    const { points } = judge('executable', command('C:\\hpc\\a b\\agent.exe', '-v'), six);
    expect(points[0]?.expect?.text).toBe(
      'Error: failed to start containerd task "agent": failed to get application name from commandline "\\"C:\\\\hpc\\\\a b\\\\agent.exe\\" -v": The system cannot find the file specified.: unknown',
    );
  });
});

describe('what people do not expect of the command line', () => {
  const odd = (pod: Parameters<typeof judge>[1], node: Node = bind) =>
    summaries(judge('executable', pod, node), 'warns');
  const program = '%CONTAINER_SANDBOX_MOUNT_POINT%\\agent.exe';

  test('cmd reads some characters in its own way, in bind mode', () => {
    expect(odd(command(program, '--url=http://x/?a=1&b=2', '%PATH%'))).toEqual([
      'cmd /c gives & %PATH% in the arguments a meaning of its own',
    ]);
    expect(odd(command(program, 'a&b'), six)).toEqual([]);
    expect(odd(command('powershell', '-c', 'a\nb'))).toEqual(['cmd /c reads the first line of the arguments only']);
    expect(odd(command('%CONTAINER_SANDBOX_MOUNT_POINT%\\a b\\x.exe', 'c d'))).toHaveLength(1);
  });

  test('paths of another mode, and spellings that nobody replaces, stand in the arguments', () => {
    expect(odd(command(program, 'C:\\hpc\\a.yaml'), six)).toHaveLength(1);
    expect(odd(command(program, '%CONTAINER_SANDBOX_MOUNT_POINT%\\a.yaml'), fallback)).toEqual([]);
    expect(odd(command(program, 'C:\\hpc\\a.yaml'))).toEqual([]);
    expect(odd(command(program, '$(CONTAINER_SANDBOX_MOUNT_POINT)'))).toHaveLength(1);
  });

  test('variables are dropped, set over, or hide the PATH of the node', () => {
    const env = [
      { name: 'EMPTY', value: '' },
      { name: 'CONTAINER_SANDBOX_MOUNT_POINT', value: 'C:\\x' },
      { name: 'Path', value: 'C:\\tools' },
      { name: 'SECRET', valueFrom: {} },
    ];
    expect(odd(container({ env }))).toEqual([
      'variables with an empty value are left out: EMPTY',
      'the shim sets CONTAINER_SANDBOX_MOUNT_POINT after the variables of the pod: its value wins',
      "PATH of the pod replaces the node's, and has no System32 in it",
    ]);
  });
});

test('the working directory of the pod counts', () => {
  const judged = judge('executable', container({ command: ['agent.exe'], workingDir: 'C:\\elsewhere' }), both(six));
  expect([judged.verdict, provided(judged)]).toEqual([
    'passes',
    ['the image has \\elsewhere\\agent.exe, or the node has it in its PATH'],
  ]);
});
