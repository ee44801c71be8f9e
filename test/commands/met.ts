/** A command of a README, the exit code that it has, and what it prints. */
export type Example = readonly [command: string, code: number, printed: RegExp];

/** Run as they stand, one after the other, by cluster.test.ts: kubectl, Helm and curl for a cluster with one node. */
export const inCluster: readonly Example[] = [
  ['REPOSITORY=OWNER/REPOSITORY', 0, /^$/],
  ['IMAGE=ghcr.io/$REPOSITORY', 0, /^$/],
  ['sed -i "s|newName: .*|newName: $IMAGE|" manifests/base/kustomization.yaml', 0, /^$/],
  ['kubectl apply -k manifests/', 0, /^daemonset\.apps\/hostprobe created$/m],
  [
    'kubectl -n monitoring describe pod agent-7x2kq | npm run -s hostprobe -- explain -',
    0,
    /^Possible[\s\S]*\(logon-denied\); [\s\S]*monitoring\/agent-7x2kq/m,
  ],
  ['kubectl -n hostprobe get pods -o wide', 0, /^No resources found in hostprobe namespace\.$/],
  [
    'kubectl create clusterrolebinding hostprobe-readers --clusterrole=hostprobe-reader --serviceaccount=monitoring:reader',
    0,
    /hostprobe-readers created$/,
  ],
  ['TOKEN=$(kubectl -n monitoring create token reader --audience hostprobe)', 0, /^$/],
  [
    'curl -k --pinnedpubkey "$PIN" -H "Authorization: Bearer $TOKEN" "https://10.0.0.7:20258/report?format=text"',
    0,
    /^FAIL {4}containerd-account: /m,
  ],
  ['curl -k https://10.0.0.7:20258/status', 0, /"status":"unhealthy"/],
  [
    'npm run -s hostprobe -- bundle --node https://10.0.0.7:20258 --token-file token --ca-file nodes.pem',
    0,
    /^hostprobe-win-node-1-\w+\.zip: /m,
  ],
  ['kubectl get --raw /api/v1/nodes/https:win-1:20258/proxy/status', 0, /"status":"unhealthy"/],
  [
    'kubectl -n hostprobe create secret tls hostprobe-tls --cert=tls.crt --key=tls.key',
    0,
    /^secret\/hostprobe-tls created$/m,
  ],
  [
    'kubectl -n hostprobe create secret generic hostprobe-tokens --from-file=tokens=tokens.txt',
    0,
    /^secret\/hostprobe-tokens created$/m,
  ],
  [
    "kubectl kustomize manifests/overlays/one-shot | sed 's/NODE$/win-1/' | kubectl apply -f -",
    0,
    /^job\.batch\/hostprobe-win-1 created$/m,
  ],
  ['kubectl delete -k manifests/', 0, /^namespace "hostprobe" deleted$/m],
  ['kubectl create namespace hostprobe', 0, /^namespace\/hostprobe created$/m],
  [
    'kubectl label namespace hostprobe pod-security.kubernetes.io/enforce=privileged',
    0,
    /^namespace\/hostprobe labeled$/m,
  ],
  [
    'helm install hostprobe manifests/chart --namespace hostprobe --set image.registry=registry.example.com',
    0,
    /^STATUS: deployed$/m,
  ],
  ['helm uninstall hostprobe --namespace hostprobe', 0, /^release "hostprobe" uninstalled$/m],
];

/** Run by curl.test.ts, beside an agent on a node whose containerd runs as a user. */
export const besideTheAgent: readonly Example[] = [
  [
    'curl -s 127.0.0.1:20258',
    0,
    /^hostprobe 0\.1\.0: unhealthy\nNew HostProcess pods do not start on this node, .*\.\nFAIL {4}containerd-account\n/,
  ],
  ['curl -sf 127.0.0.1:20258/report', 22, /^$/],
  ["curl -s '127.0.0.1:20258/report?format=text'", 0, /^FAIL {4}containerd-account: /m],
  ["curl -s -H 'Accept: text/plain' 127.0.0.1:20258/report", 0, /^FAIL {4}containerd-account: /m],
  [
    "curl -sf '127.0.0.1:20258/report?check=os-build,disk-space'",
    0,
    /"status":"healthy","headline":"the checks that were asked for pass","counts":\{"pass":2,/,
  ],
  ["curl -s '127.0.0.1:20258/facts?with=setup' > node.json", 0, /^$/],
  ['curl -s --compressed 127.0.0.1:20258/facts > node.json', 0, /^$/],
  ['curl -s --etag-save etag --etag-compare etag 127.0.0.1:20258/facts -o node.json', 0, /^$/],
  [
    'curl -s --data-binary @containerd.log 127.0.0.1:20258/explain',
    0,
    /"id":"containerd-account","weight":"confirmed"/,
  ],
  ['curl -s --data-binary @agent.yaml 127.0.0.1:20258/predict', 0, /"schemaVersion":1,/],
  ['curl -s -X POST 127.0.0.1:20258/report', 0, /"status":409,"detail":"this is a saved snapshot;/],
  ['curl -sI 127.0.0.1:20258/report', 0, /^HTTP\/1\.1 503 Service Unavailable\r\n(?:.*\r\n)*etag: "[\w-]+"\r\n/i],
  ['curl -s 127.0.0.1:20258/metrics', 0, /^hostprobe_check_status\{check="containerd-account",status="fail"\} 1$/m],
  ['curl -s 127.0.0.1:20258/openapi.json', 0, /^\{"openapi":"3\.1\.0",/],
];

/** Run by program.test.ts, in a folder like the project's; `hostprobe` and its commands stand for npm run -s hostprobe. */
export const anywhere: readonly Example[] = [
  [
    'npm run -s hostprobe -- explain "failed to create user process token: failed to logon user: Access is denied."',
    0,
    /containerd-account/,
  ],
  ['npm run -s hostprobe -- explain containerd.log --facts node.json', 0, /^Confirmed: [\s\S]*\(containerd-account\)/],
  [
    'npm run -s hostprobe -- report --facts test/nodes/nssm-user-account/snapshot.json',
    1,
    /^\d+ of \d+ passed; 1 failed(?:, \d+ skipped \(not applicable\))?\.$/m,
  ],
  ['npm run -s hostprobe -- lint agent.yaml', 0, /^1 HostProcess pod judged in /],
  ['npm run -s hostprobe -- predict agent.yaml --facts node.json', 1, /^FAIL {4}user: /m],
  ['npm run -s hostprobe -- list checks', 0, /^containerd-account\n {4}[A-Z][^.]+\. /],
  ['hostprobe --version', 0, /^hostprobe \d+\.\d+\.\d+$/],
  ['facts > node.json', 0, /^$/],
  ['facts --with setup', 0, /^\{$[\s\S]*"setup": \{/m],
  ['report --since 2h', 2, /^hostprobe 0\.1\.0: \S+ is unknown, /],
  ['hostprobe report -o npd', 2, /^\d+ could not be judged: .*$/],
  [
    'npm run -s hostprobe -- report --facts hostprobe-win-1-20261101T120000Z.zip',
    1,
    /^\d+ of \d+ passed; 1 failed(?:, \d+ skipped \(not applicable\))?\.$/m,
  ],
  ['npm run -s hostprobe -- compare win-1-now.zip win-1-before.zip', 1, /containerd-account/],
];

/** Run by image.test.ts, on an image that is made first, for a registry that is a folder and a containerd of the test's own. */
export const ofTheImage: readonly Example[] = [
  ['npm run image -- --standalone', 0, /-windows-amd64\.zip/],
  [
    'skopeo copy oci-archive:image/out/hostprobe-0.1.0.tar docker://registry.example.com/hostprobe:0.1.0',
    0,
    /^Writing manifest to image destination$/m,
  ],
  ['ctr --namespace k8s.io images import --platform windows/amd64 hostprobe-0.1.0.tar', 0, /hostprobe:0\.1\.0/],
];

/** Run by other tests: the file, and the words in it that do so. */
export const elsewhere: Readonly<Record<string, readonly [file: string, words: string]>> = {
  'npm run image -- --output /some/folder': ['test/image/built.ts', "'--standalone', '--output', output"],
  'npm start': ['test/lab/start.test.ts', "start('--port', String(port))"],
  'npm run -s hostprobe -- mcp --context production --allow logs/': [
    'test/cli/mcp.test.ts',
    "[program, 'mcp', '--allow', nodesFolder]",
  ],
  'npm run -s hostprobe -- mcp --listen 127.0.0.1:20300': ['test/cli/mcp.test.ts', "'--listen', '127.0.0.1:0'"],
  'npm start -- --facts test/nodes/nssm-user-account/snapshot.json': [
    'test/lab/start.test.ts',
    "'test/nodes/nssm-user-account/snapshot.json',",
  ],
  'npm start -- --scenario containerd-user-account': [
    'test/lab/start.test.ts',
    "start('--scenario', 'containerd-user-account',",
  ],
  'npm run -s hostprobe -- predict test/predict/agent.yaml --facts test/nodes/aks-containerd-1.6/snapshot.json --facts test/nodes/healthy/snapshot.json --facts test/nodes/ws2019-no-bind-filter/snapshot.json --facts test/nodes/nssm-user-account/snapshot.json':
    ['test/readme.test.ts', 'has the parts that hostprobe writes as they are now'],
  'sha256sum --check --ignore-missing SHA256SUMS': ['test/workflows.test.ts', "'sha256sum', ['--check'"],
  'npm run -s hostprobe -- policy --action warn | kubectl apply -f -': [
    'test/cli/policy.test.ts',
    "run(['policy', '--action', 'deny', '--containerd', '1.6'])",
  ],
  'kubectl delete -f -': ['test/cli/policy.test.ts', "run(['policy', '--action', 'deny', '--containerd', '1.6'])"],
  'npm run -s hostprobe -- compare --node win-3': ['test/cli/compare.test.ts', "'--node', 'win-3'"],
  'npm run -s hostprobe -- compare sick.json healthy-1.json healthy-2.zip': [
    'test/cli/compare.test.ts',
    "run(['compare', ...savedPool()])",
  ],
  'npm run -s hostprobe -- compare all.zip': ['test/cli/compare.test.ts', "run(['compare', archive])"],
  'npm run -s hostprobe -- compare all.zip --node win-3 -o html > win-3.html': [
    'test/cli/compare.test.ts',
    "run(['compare', archive, '--node', alike])",
  ],
  'npm run -s hostprobe -- pods': ['test/cli/pods.test.ts', "run(['pods', ...args]"],
  'npm run -s hostprobe -- status': [
    'test/cli/status.test.ts',
    'shows every Windows node in a row, the worst first, with three requests',
  ],
  'kubectl -n hostprobe exec <pod> -- cmd /c hostprobe report --self-check': [
    'test/lab/healthy.test.ts',
    "['report', '--self-check']",
  ],
  'report --strict': ['test/cli/report.test.ts', "'--strict'"],
  'npm run -s hostprobe -- report --node win-1': ['test/reach/agent.test.ts', "'report', '--node', 'win-1'"],
  'npm run -s hostprobe -- report --node win-1 --logs': ['test/reach/alone.test.ts', "'report', '--logs'"],
  'npm run -s hostprobe -- predict agent.yaml --node win-1': [
    'test/reach/alone.test.ts',
    "'predict', 'test/predict/agent.yaml'",
  ],
  'npm run -s hostprobe -- explain pod/agent-7x2kq -n monitoring': [
    'test/cli/explain/pod.test.ts',
    "explain('pod/agent-x', '-n', 'node-tools')",
  ],
  'npm run -s hostprobe -- bundle --node win-1 --since 2d --max-size 20MB': [
    'test/reach/agent.test.ts',
    "'--node', 'win-1', '--since', '2d', '--max-size', '20MB'",
  ],
  'npm run -s hostprobe -- bundle --all': ['test/fleet/archive.test.ts', "'--all'"],
  'npm run page': ['test/page/use.test.ts', 'it is one file of at most 340 kB gzipped'],
  'npm run pack': ['test/image/npm.test.ts', 'its program does what needs no Windows'],
  'npm run image': ['test/image/build.test.ts', 'gives the same bytes from another folder'],
  'kubectl -n hostprobe exec <pod> -- cmd /c hostprobe report': [
    'test/lab/image.test.ts',
    "['cmd', '/c', 'hostprobe']",
  ],
  'npm test -- test/checks/os-build.test.ts': ['test/scripts/test.test.ts', "npmTest('test/checks/os-build.test.ts')"],
  'C:\\hostprobe-standalone-0.1.0-windows-amd64\\hostprobe.cmd report': [
    'test/lab/image.test.ts',
    "call('report -o json')",
  ],
  'C:\\hostprobe-standalone-0.1.0-windows-amd64\\hostprobe.cmd bundle': [
    'test/lab/bundle.test.ts',
    "startAgent(node, 'bundle', ['bundle', 'C:\\\\lab\\\\b.zip'])",
  ],
};

/** Not run, and the nearest thing that is. */
export const notRun: Readonly<Record<string, string>> = {
  'git clone https://github.com/$REPOSITORY hostprobe': 'needs the network',
  ...Object.fromEntries(
    [
      'gh attestation verify <file> --repo $REPOSITORY',
      'gh attestation verify oci://ghcr.io/$REPOSITORY:<version> --repo $REPOSITORY',
      'gh attestation trusted-root > trusted-root.jsonl',
      'gh attestation verify <file> --repo $REPOSITORY --bundle hostprobe.intoto.jsonl --custom-trusted-root trusted-root.jsonl',
    ].map((command) => [command, 'needs a release; test/workflows.test.ts holds that it has the statement']),
  ),
  'npm ci': 'scripts/pinned.mjs runs it; test/scripts/install.test.ts tests when',
  'npm ci --omit=dev': 'scripts/pinned.mjs runs it; test/scripts/install.test.ts tests when',
  'npm run -s golden -- --show <story>': 'the form; test/golden.test.ts reads every story whole',
  'cd hostprobe': 'the commands that follow are run in a folder like it',
  'npm run bench -- compare': 'takes minutes, and its figures mean something on a quiet machine only',
  'npm run bench': 'takes minutes, and its figures mean something on a quiet machine only',
  'npm run soak -- --minutes 2 --lab': 'takes minutes; a workflow runs it, without the lab',
  'node scripts/pinned.mjs scripts/mutate.ts --room checks --sample 50':
    'takes an hour; test/scripts/mutants.test.ts tests how it changes code',
  'npm test': 'runs this test, with all others',
  'npm run generate': 'writes into the project; test/scripts/generate.test.ts compares with what it writes',
  'npm run golden': 'writes into the project; test/golden.test.ts and test/readme.test.ts compare with what it writes',
  'node scripts/pinned.mjs node_modules/typescript/bin/tsc -p .': 'npm test runs the same',
  'node scripts/pinned.mjs node_modules/@biomejs/biome/bin/biome check --write .':
    'npm test runs the same, and writes nothing',
  'node scripts/pinned.mjs scripts/picture.ts':
    'writes into the project; test/page opens the same page in the same browser',
  'node scripts/pinned.mjs scripts/dashboard-picture.ts':
    'writes into the project; test/deployment/dashboard.test.ts holds the queries to what is scraped',
  'npm run -s hostprobe -- <command>': 'the form of the commands that are run here',
  'kubectl hostprobe': 'a name; the commands behind it are run as npm run -s hostprobe',
  'kubectl get --raw': 'a name; the command with a path is run, for a route that is open and for one that is not',
  'kubectl -n hostprobe logs job/hostprobe-win-1':
    'no controller makes the pod of the Job here; kubectl applies the Job, and report, which it runs, is met on lab nodes',
  'kubectl -n hostprobe port-forward pod/<pod> 20258':
    'a kubelet carries the stream, and there is none here; curl asks the loopback listener for what would come over it',
  ...Object.fromEntries(
    ['curl.exe -s "127.0.0.1:20258/report?format=text"', 'curl.exe -s 127.0.0.1:20258'].map((command) => [
      `kubectl -n hostprobe exec <pod> -- ${command}`,
      'a kubelet starts it, and there is none here; curl asks the loopback listener for the same',
    ]),
  ),
  'kubectl support-bundle manifests/troubleshoot.yaml':
    'no package brings that plugin here; test/deployment/troubleshoot.test.ts holds its spec to the fields that it knows, and the commands in it to the program',
  'scp image/out/hostprobe-standalone-0.1.0-windows-amd64.zip administrator@win-1:':
    'there is no second machine; the zip is made and tested',
  'Expand-Archive $HOME\\hostprobe-standalone-0.1.0-windows-amd64.zip C:\\':
    'PowerShell does not run in Wine; unzip tests and lists the archive',
  ...Object.fromEntries(
    ['tar -xf hostprobe-0.1.0-linux-amd64.tar.xz', 'hostprobe-0.1.0-linux-amd64/hostprobe lint agent.yaml'].map(
      (command) => [command, 'test/image/executable.test.ts unpacks the archive and runs the program in it'],
    ),
  ),
  'if (-not (Get-NetFirewallRule -Name hostprobe -ErrorAction SilentlyContinue)) { New-NetFirewallRule -Name hostprobe -DisplayName hostprobe -Direction Inbound -Action Allow -Protocol TCP -LocalPort 20258 }':
    'Wine has no firewall; the port is held to that of the manifests',
  'Remove-NetFirewallRule -Name hostprobe -ErrorAction SilentlyContinue': 'Wine has no firewall',
};
