import { expect, test } from 'vitest';
import { ask } from './ask.ts';

/** What an operator pastes when another program failed, or another pod, and what explain calls it. */
const pasted: Readonly<Record<string, readonly string[]>> = {
  'utility-vm': [
    'nerdctl run --isolation hyperv on a new node: level=fatal msg="failed to create shim task: failed to mount container storage: guest modify: guest RPC failure: The virtual machine or container JSON document is invalid.: unknown"',
  ],
  'smb-conflict': [
    'two claims, two accounts, one storage account: volume(b) mount \\\\acct\\two on globalmount failed with NewSmbGlobalMapping failed. output: "New-SmbGlobalMapping : Multiple connections to a server or shared resource by the same user, using more than one user name, are not allowed.", err: exit status 1',
    'NewSmbGlobalMapping failed. output: "New-SmbGlobalMapping : ... + FullyQualifiedErrorId : Windows System Error 1219,New-SmbGlobalMapping"',
  ],
  'smb-mount': [
    'source is //files/share/ in the volume: rpc error: code = Unknown desc = NewSmbGlobalMapping failed. output: "New-SmbGlobalMapping : The parameter is incorrect", err: exit status 1',
  ],
  'image-unreachable': [
    'Failed to pull image "reg.corp/win/agent:4": failed to pull and unpack image "reg.corp/win/agent:4": failed to resolve reference "reg.corp/win/agent:4": failed to do request: Head "https://reg.corp/v2/win/agent/manifests/4": dial tcp 10.1.1.1:443: i/o timeout',
    'Failed to pull image "reg.corp/win/agent:4": failed to pull and unpack image "reg.corp/win/agent:4": failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://blobs.corp/d": dial tcp: lookup blobs.corp: no such host',
  ],
  'image-absent': [
    'since the tag moved: Failed to pull image "reg.corp/win/agent:5": rpc error: code = NotFound desc = failed to pull and unpack image "reg.corp/win/agent:5": failed to resolve reference "reg.corp/win/agent:5": reg.corp/win/agent:5: not found',
  ],
  'image-never-pulled': [
    'Warning  ErrImageNeverPull  3s  kubelet  Container image "reg.corp/ca-watcher:static" is not present with pull policy of Never',
  ],
  'layer-removal': [
    'disk of the node fills up, containerd.err.log: level=warning msg="snapshot garbage collection failed" error="failed to remove \\"C:\\\\ProgramData\\\\containerd\\\\root\\\\snapshots\\\\rm-412\\": hcsshim::DestroyLayer failed in Win32: Access is denied. (0x5)" snapshotter=windows',
  ],
  'kubelet-flag': [
    'windows node stuck since 1.34, kubelet.err.log: E0127 10:02:11.003 4412 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --cloud-config"',
  ],
  'containerd-not-found': [
    'rke2 agent on 2019 loops: time="2024-04-16T23:27:46Z" level=error msg="containerd: exec: \\"containerd\\": executable file not found in %PATH%"',
  ],
  'csi-unregistered': [
    'MountVolume.SetUp failed for volume "keys" : kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: driver name secrets-store.csi.k8s.io not found in the list of registered CSI drivers',
  ],
  'linux-host-path': [
    'the agent for Linux landed on win-2: MountVolume.SetUp failed for volume "net" : hostPath type check failed: /proc/sys/net is not a directory',
  ],
  'pod-network': [
    'every second start: Error: failed to create containerd task: failed to create shim task: hcs::CreateComputeSystem web: The requested operation for attach namespace failed.: unknown',
  ],
};

test.each(Object.entries(pasted).flatMap(([id, texts]) => texts.map((text) => [id, text] as const)))(
  '%s: %s',
  (id, text) => {
    const { diagnoses } = ask(text);
    expect(diagnoses.map(({ signature, hostProcess }) => [signature, hostProcess])).toEqual([[id, false]]);
  },
);
