import { expect, test } from 'vitest';
import { junit } from '../../agent/lint/junit.ts';
import { lint } from '../../agent/lint.ts';
import { plainView } from '../../agent/renderer.ts';
import { anyNode, hostProcessPod } from '../rules/lint.ts';
import { result } from './results.ts';

test('junit has a suite for each file and a case for each pod, which errors fail', () => {
  expect(junit.render(result, plainView)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="hostprobe lint" tests="2" failures="2">
  <testsuite name="deploy/agent.yaml" tests="1" failures="1">
    <testcase classname="deploy/agent.yaml" name="DaemonSet ops/agent">
      <failure type="host-network" message="spec.template.spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers">deploy/agent.yaml:7:5: host-network: spec.template.spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers
  Fix, in the manifest: Use the host network.
      spec:
        template:
          spec:
            hostNetwork: true</failure>
      <system-out>deploy/agent.yaml:7:5: os-name: the pod does not say that it is for Windows
  Fix, in the manifest: Set the operating system (Kubernetes 1.24 and up).
      spec:
        template:
          spec:
            os:
              name: windows
deploy/agent.yaml:10:45: local-group: the shim treats the local group Administrators as a user (on containerd 1.6)
  Fix:
  1. In the manifest: Use a system account, such as this one; it must be &quot;NT AUTHORITY\\SYSTEM&quot; if the program administers the node.
      spec:
        template:
          spec:
            securityContext:
              windowsOptions:
                runAsUserName: NT AUTHORITY\\Local Service
  2. Or keep the group, and upgrade containerd and its shim together to 1.7 or newer.
  3. Where you run kubectl: After that upgrade, see that CONTAINER-RUNTIME of every node is containerd://1.7 or newer, and lint with --containerd 1.7.
      kubectl get nodes -l kubernetes.io/os=windows -o wide</system-out>
    </testcase>
  </testsuite>
  <testsuite name="C:\\k\\broken #1.yaml" tests="1" failures="1">
    <testcase classname="C:\\k\\broken #1.yaml" name="the file">
      <failure type="syntax" message="not YAML: found a tab character that violates indentation">C:\\k\\broken #1.yaml:2:1: syntax: not YAML: found a tab character that violates indentation</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test('junit shows a good pod as a case that passed, and escapes what XML needs escaped', () => {
  const good = lint([{ file: '<&">.yaml', text: hostProcessPod('  containers: [{name: a, image: r/a:1}]') }], {
    nodes: anyNode,
    all: false,
  });
  expect(junit.render(good, plainView)).toContain(
    '<testcase classname="&lt;&amp;&quot;&gt;.yaml" name="Pod agent">\n    </testcase>',
  );
});
