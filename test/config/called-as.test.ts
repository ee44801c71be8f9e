import { expect, test } from 'vitest';
import { calledAs } from '../../agent/config/called-as.ts';

/** Source: kubernetes.io/docs/tasks/extend-kubectl/kubectl-plugins: the file of a plugin is kubectl-<name>. */
test.each([
  ['the executable itself', 'hostprobe.exe', 'C:\\k\\hostprobe.exe', {}, 'hostprobe'],
  ['the executable as a plugin', '/usr/local/bin/kubectl-hostprobe', 'pods', {}, 'kubectl hostprobe'],
  ['a script as a plugin', 'node', '/home/me/bin/kubectl-hostprobe', {}, 'kubectl hostprobe'],
  ['a plugin of Windows', 'node', 'C:\\tools\\kubectl-hostprobe.exe', {}, 'kubectl hostprobe'],
  ['another plugin', 'node', '/bin/kubectl-hostprobes', {}, 'hostprobe'],
  ['a clone', 'node', '/src/agent/main.ts', { npm_lifecycle_event: 'hostprobe' }, 'npm run -s hostprobe --'],
  ['another script of npm', 'node', '/src/agent/main.ts', { npm_lifecycle_event: 'test' }, 'hostprobe'],
])('%s names itself as the user called it', (_, argv0, script, env, name) => {
  expect(calledAs({ argv0, argv: [argv0, script], env })).toBe(name);
});
