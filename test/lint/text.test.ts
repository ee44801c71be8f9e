import { describe, expect, test } from 'vitest';
import { text } from '../../agent/lint/text.ts';
import { lint } from '../../agent/lint.ts';
import { paint } from '../../agent/print/text.ts';
import { plainView } from '../../agent/renderer.ts';
import { anyNode, bindNode } from '../rules/lint.ts';
import { result } from './results.ts';

describe('text', () => {
  test('is as compilers print it, with the fix below and the count at the end', () => {
    expect(text.render(result, plainView)).toBe(
      `deploy/agent.yaml:7:5: error host-network: spec.template.spec.hostNetwork: Invalid value: false:
    hostNetwork must be true if pod contains any hostProcess containers
    Fix, in the manifest: Use the host network.
        spec:
          template:
            spec:
              hostNetwork: true
deploy/agent.yaml:10:45: warning local-group: the shim treats the local group Administrators as
    a user (on containerd 1.6)
    Fix:
    1. In the manifest: Use a system account, such as this one; it must be "NT AUTHORITY\\SYSTEM" if
       the program administers the node.
        spec:
          template:
            spec:
              securityContext:
                windowsOptions:
                  runAsUserName: NT AUTHORITY\\Local Service
    2. Or keep the group, and upgrade containerd and its shim together to 1.7 or newer.
    3. Where you run kubectl: After that upgrade, see that CONTAINER-RUNTIME of every node is
       containerd://1.7 or newer, and lint with --containerd 1.7.
        kubectl get nodes -l kubernetes.io/os=windows -o wide
C:\\k\\broken #1.yaml:2:1: error syntax: not YAML: found a tab character that violates indentation
1 HostProcess pod judged in 2 files: 2 errors, 1 warning, 1 note (--verbose shows notes).
Silenced by comments: 1 problem.
Skipped: 1 x Service, 1 x Pod that is not HostProcess. --all judges other pods too.
`,
    );
  });

  test('keeps to a line for each problem where no window has a width', () => {
    const shown = text.render(result, { ...plainView, width: Number.POSITIVE_INFINITY });
    expect(shown).toMatch(/^deploy\/agent\.yaml:7:5: error .* any hostProcess containers$/m);
  });

  test('shows notes when asked', () => {
    const shown = text.render(result, { ...plainView, verbose: true });
    expect(shown).toContain('deploy/agent.yaml:7:5: note os-name: the pod does not say that it is for Windows\n');
    expect(shown).toContain('1 warning, 1 note.\n');
  });

  test('paints the severity alone, each in its colour', () => {
    const bare = { ...result, problems: result.problems.map((problem) => ({ ...problem, fix: null, message: 'x' })) };
    const shown = text.render(bare, { ...plainView, colour: true, verbose: true });
    const painted = (word: string, colour: 'red' | 'yellow' | 'cyan') =>
      paint(word, ['bold', colour], { colour: true });
    expect(shown).toContain(`deploy/agent.yaml:7:5: ${painted('error', 'red')} host-network: x\n`);
    expect(shown).toContain(`${painted('warning', 'yellow')} local-group: x`);
    expect(shown).toContain(`${painted('note', 'cyan')} os-name: x`);
  });

  test('promises notes only where there are some, and more pods only where they were skipped', () => {
    const shown = (kind: string, only = result.problems) =>
      text.render({ ...result, problems: only, passedOver: { [kind]: 1 } }, plainView);
    expect(shown('Service', [])).toContain(': 0 errors, 0 warnings, 0 notes.\n');
    expect(shown('PodDisruptionBudget')).not.toContain('--all');
    const silent = { ...result, pods: [], problems: [], passedOver: {} };
    expect(text.render(silent, plainView)).toMatch(/^No HostProcess pod found/);
    expect(text.render({ ...silent, silenced: [] }, plainView)).toMatch(/^No object of Kubernetes found/);
  });

  test('says when there was nothing to judge, and for which nodes', () => {
    const none = lint([{ file: 'a', text: 'kind: Service' }], { nodes: bindNode, all: false });
    expect(text.render(none, plainView)).toBe(
      'No HostProcess pod found in 1 file.\nJudged for containerd 2.x with bind filter.\nSkipped: 1 x Service.\n',
    );
  });

  test('says what was judged where it is not the newest API server, or only images', () => {
    const none = { ...result, files: 0, pods: [], problems: [], silenced: [], passedOver: {}, kubernetes: '1.30' };
    const by = 'Judged by the rules of Kubernetes 1.30.\n';
    expect(text.render(none, plainView)).toBe(`Images judged: no problem found.\n${by}`);
    const [first] = result.problems;
    const one = { ...none, problems: first === undefined ? [] : [{ ...first, fix: null }] };
    expect(text.render(one, plainView)).toContain(`\nImages judged: 1 error, 0 warnings, 0 notes.\n${by}`);
  });

  test('lets no control character of a manifest through', () => {
    const evil =
      'apiVersion: v1\nkind: Pod\nspec: {securityContext: {windowsOptions: {hostProcess: true, runAsUserName: "\\e[31m\\nx\\\\y"}}, containers: [{}]}';
    const shown = text.render(lint([{ file: 'a\u001b[2J', text: evil }], { nodes: anyNode, all: false }), plainView);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});
