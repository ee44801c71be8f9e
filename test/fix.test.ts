import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { causeNamed, causes } from '../agent/causes/index.ts';
import { runCheck } from '../agent/check.ts';
import { checks } from '../agent/checks/index.ts';
import { stepsToTell } from '../agent/diagnose/next-steps.ts';
import { factIds } from '../agent/fact/ids.ts';
import { fixSchema } from '../agent/fix/schema.ts';
import { showFix } from '../agent/fix/show.ts';
import { unknowns } from '../agent/fix/unknowns.ts';
import {
  explained,
  type Fix,
  inManifest,
  lines,
  literal,
  onCluster,
  onNode,
  shell,
  verified,
  words,
  yaml,
} from '../agent/fix.ts';
import { signatures } from '../agent/signatures/index.ts';
import { type KnownFacts, knownFacts, type Snapshot } from '../agent/snapshot.ts';
import { toSymptom } from '../agent/symptom.ts';
import { composed } from './composed.ts';
import { faults, furtherFaults } from './faults.ts';
import { tokensOf } from './fix/powershell.ts';
import { faultsOf, faultsOfFragments, unapplied } from './fix.ts';
import { snapshotWith } from './snapshot.ts';

test('a fix has at least one step, each on a known place', () => {
  const step = { say: 'Restart it.', on: 'node' };
  expect(fixSchema.safeParse({ steps: [step] }).success).toBe(true);
  expect(fixSchema.safeParse({ steps: [] }).success).toBe(false);
  expect(fixSchema.safeParse({ steps: [{ ...step, on: 'moon' }] }).success).toBe(false);
  expect(fixSchema.safeParse({ steps: [step], verify: undefined }).success).toBe(false);
});

test.each([
  [onNode('Restart it with Restart-Service containerd.'), 'a command in the sentence'],
  [onNode('Restart it. Then wait.'), 'more than one sentence'],
  [onNode('restart it'), 'not a sentence'],
  [onNode('Until containerd is run the pod.'), 'a condition, and nothing to do'],
  [
    onNode('Restart it.', 'Restart-Service containerd -Force\nThen wait for it', 'New pods wait.'),
    'prose in the command',
  ],
  [onNode('Start it.', 'Start-Service <name>'), 'no sentence so far tells what <name> is'],
  [onNode('Start it; <name> is its name.', 'Start-Service <name>'), 'agent/fix/unknowns.ts does not have <name>'],
  [onNode('Drain the node.', 'kubectl drain win-1', 'Its pods are evicted.'), 'not on a node'],
  [onCluster('Restart it.', 'Restart-Service containerd', 'New pods wait.'), 'neither for kubectl nor for a cloud'],
  [onCluster('See it.', 'kubectl get pods -o custom-columns=PORTS:.spec.containers[*].ports'), 'zsh reads a pattern'],
  [onCluster('See it.', 'kubectl exec agent -- cmd.exe /c dir C:\\hpc'), 'a POSIX shell drops a backslash'],
  [inManifest('Set it.', 'a: b: c'), 'not YAML'],
  [onNode('Restart the node.', 'Restart-Computer -Force'), 'neither after a drain nor with its risk'],
  [onNode('End it.', 'Stop-Service kubelet, containerd -Force'), 'neither after a drain nor with its risk'],
  [onCluster('Delete it.', 'kubectl delete pod agent -n monitoring'), 'does not say what it takes away'],
  [onCluster('Upgrade it.', 'az aks nodepool upgrade --name win'), 'does not say what it takes away'],
  [onNode('Free space.', 'crictl.exe rmi --prune'), 'does not say what it takes away'],
  [onNode('See it.', '$x = 1; (Get-Content x.txt | Sort-Descending).Length'), 'Sort-Descending is not in test/fix/'],
  [
    onNode('See it.', 'Get-Service x | ForEach-Object { Get-Process -Pid $_.Id }'),
    'Get-Process has no Pid in test/fix/',
  ],
  [onNode('See it.', 'Get-CimInstance Win32_Nodes | Format-List'), 'Win32_Nodes is not in test/fix/looked-up.ts'],
  [onNode('See it.', 'curl http://127.0.0.1'), 'curl is not in test/fix/looked-up.ts: read on its page'],
  [onNode('See it.', '& C:\\x\\containerd.exe --dump'), 'containerd.exe has no --dump in test/fix/'],
  [onCluster('See it where you run kubectl.', 'kubectl get nodes'), 'says where, as its heading does'],
])('a step in a wrong form is found: %j', (step, fault) => {
  expect(faultsOf({ steps: [step] })).toEqual([expect.stringContaining(fault)]);
});

test('a command that shows whether it worked says where it is typed, and a wrong place is found', () => {
  const steps = [onNode('Look at it.')];
  expect(verified('Get-Volume', 'It is full.', steps).verify?.on).toBe('node');
  expect(verified('hostprobe report --node win-1', 'It passes.', steps).verify?.on).toBe('cluster');
  const fix = verified('kubectl get nodes', 'It is Ready.', steps);
  expect(showFix(fix)).toContain('To see whether it worked, where you run kubectl:');
  if (fix.verify) fix.verify.on = 'node';
  expect(faultsOf(fix)).toContainEqual(expect.stringContaining('not on a node'));
});

test('a placeholder that is explained twice, or has two meanings, is found', () => {
  const pods = 'kubectl get pods -n <namespace>';
  const meaning = '<namespace> is the namespace of the pod';
  const see = onCluster(`See them; ${meaning}.`, pods);
  expect(faultsOf({ steps: [see, onCluster('See them again.', pods)] })).toEqual([]);
  expect(faultsOf({ steps: [see, see] })).toEqual([`explained twice: ${meaning}`]);
  const other = onCluster('See those of the driver, in its <namespace>.', pods);
  expect(faultsOf({ steps: [see, other] })).toEqual(['<namespace> has two meanings']);
});

test('a fix that ends in a new pod, and makes none, is found', () => {
  const expected = 'The new pod is Running.';
  const faults = (...steps: Parameters<typeof verified>[2]) =>
    faultsOf(verified('kubectl get pods -n <namespace>', `${expected.slice(0, -1)} in <namespace>.`, steps));
  expect(faults(onNode('Look at it.'))).toEqual([expect.stringContaining('no step makes a new pod')]);
  expect(faults(onCluster('Delete it.', 'kubectl delete pod agent -n monitoring', 'It is stopped.'))).toEqual([]);
});

test('a pod that is deleted before its changed manifest is applied is found', () => {
  const change = inManifest('Set it.', 'hostNetwork: true');
  const recreate = onCluster('Delete it.', 'kubectl delete pod agent -n monitoring', 'It is stopped.');
  const apply = onCluster('Apply agent.yaml.', 'kubectl apply -f agent.yaml');
  expect(faultsOf({ steps: [change, recreate] })).toEqual([expect.stringContaining('not applied before')]);
  expect(faultsOf({ steps: [apply, change, recreate] })).toHaveLength(1);
  expect(faultsOf({ steps: [change, apply, recreate] })).toEqual([]);
  expect(unapplied({ steps: [apply, change, recreate] })).toEqual(['not applied: Set it.']);
  expect(unapplied({ steps: [change, apply, recreate] })).toEqual([]);
});

test.each([
  [inManifest('Set it.', 'hostNetwork: false'), 'breaks the rule host-network'],
  [
    inManifest('Set it.', 'securityContext:\n  windowsOptions:\n    hostProcess: false'),
    'does not make a HostProcess pod',
  ],
  [inManifest('Set it.', 'mountPath: C:\\'), 'breaks the rule mount-path'],
  [inManifest('Set it.', 'command: ["%CONTAINER_SANDBOX_MOUNT_POINT%\\\\start.ps1"]'), 'starts a folder or a script'],
])('a fragment that makes a bad pod is found: %j', (step, fault) => {
  expect(faultsOfFragments({ steps: [step] })).toContainEqual(expect.stringContaining(fault));
});

describe('the form of every fix', () => {
  const denied = Object.fromEntries(factIds.map((id) => [id, { kind: 'denied' as const, message: 'no' }]));
  const nodes = { ...composed, 'that shows nothing': snapshotWith(undefined, denied) };
  for (const [check, edits] of Object.entries(faults)) {
    for (const [status, edit] of Object.entries(edits))
      Object.assign(nodes, { [`${check} ${status}`]: snapshotWith(edit) });
  }

  const formOf = (check: (typeof checks)[number], snapshot: Snapshot) => {
    const { fix, status } = runCheck(check, snapshot);
    if (fix !== null) {
      expect([...faultsOf(fix), ...faultsOfFragments(fix), ...unapplied(fix)], check.id).toEqual([]);
    }
    if (status === 'warn' || status === 'fail') expect(fix?.verify, check.id).toBeDefined();
  };

  test.each(Object.entries(nodes))('of a check, on the node %s', (_story, snapshot) => {
    for (const check of checks) formOf(check, snapshot);
  });

  test('of a check, on the nodes of which it says something else', () => {
    for (const check of checks) for (const edit of furtherFaults[check.id] ?? []) formOf(check, snapshotWith(edit));
  });

  const known: Record<string, KnownFacts> = { 'no facts': {} };
  for (const [story, snapshot] of Object.entries(composed)) known[story] = knownFacts(snapshot);

  test.each(Object.entries(known))('of a cause, with %s', (_story, facts) => {
    for (const signature of signatures) {
      for (const text of signature.samples) {
        const symptom = toSymptom({ source: 'text', text, count: 1 }, facts);
        for (const id of signature.causes) {
          if (symptom === null) continue;
          const fix = causeNamed(id).fix(symptom, facts);
          expect([...faultsOf(fix), ...faultsOfFragments(fix), ...unapplied(fix)], `${id} for ${signature.id}`).toEqual(
            [],
          );
          expect(fix.verify, `${id} for ${signature.id}`).toBeDefined();
        }
      }
    }
  });

  test('of what tells causes apart', () => {
    for (const { id } of causes) {
      const steps = stepsToTell(id);
      if (steps.length > 0) expect(faultsOf(explained({ steps })), id).toEqual([]);
    }
  });
});

const saysOf = (fix: Parameters<typeof explained>[0]) => explained(fix).steps.map(({ say }) => say);
const drain = onCluster('Drain the node.', 'kubectl drain <node>');

test('a placeholder is explained where the first command has it, and nowhere else', () => {
  const fix = verified('kubectl get node <node>', 'It is Ready.', [
    onNode('Wait.'),
    drain,
    onCluster('See its pods.', 'kubectl get pods -n <namespace> --field-selector <node>'),
  ]);
  expect(saysOf(fix)).toEqual([
    'Wait.',
    'Drain the node; <node> is the name of the node in the list of nodes of the cluster.',
    'See its pods; <namespace> is the namespace of the pod.',
  ]);
  expect(explained(fix).verify).toEqual({ on: 'cluster', run: 'kubectl get node <node>', expect: 'It is Ready.' });
});

test('what only the last command has is explained there', () => {
  const { verify } = explained(verified('kubectl get node <node>', 'It is Ready.', [onNode('Wait.')]));
  expect(verify?.expect).toBe('It is Ready; <node> is the name of the node in the list of nodes of the cluster.');
});

test('a sentence that has the placeholder explains it itself', () => {
  expect(saysOf({ steps: [onCluster('Drain <node>, which is the slow one.', 'kubectl drain <node>')] })).toEqual([
    'Drain <node>, which is the slow one.',
  ]);
});

test('a placeholder that a sentence has means the same in later steps', () => {
  const ask = onCluster('Ask <node>, which is the slow one.', 'kubectl get node <node>');
  expect(saysOf({ steps: [ask, drain] })).toEqual(['Ask <node>, which is the slow one.', 'Drain the node.']);
});

test('an explained fix stays as it is', () => {
  const once = explained({ steps: [drain, drain, onNode('List them.', 'crictl.exe ps <container id>')] });
  expect(explained(once)).toEqual(once);
});

test('where crictl comes from is said once, and not where it is known to be on the node', () => {
  const list = onNode('List them.', 'crictl.exe ps');
  expect(saysOf({ steps: [list, onNode('List all.', 'crictl.exe ps -a')] })).toEqual([
    'List them; a node without crictl gets it from github.com/kubernetes-sigs/cri-tools/releases.',
    'List all.',
  ]);
  expect(saysOf({ steps: [onNode('List them.', "& 'C:\\bin\\crictl.exe' ps")] })).toEqual(['List them.']);
});

test('a fragment of a manifest is explained as a command is', () => {
  expect(saysOf({ steps: [inManifest('Name it.', 'image: <new image>')] })).toEqual([
    'Name it; <new image> is the name of your image with a tag that it has not had yet.',
  ]);
});

test('a fix without a check gets none', () => {
  expect(explained({ steps: [drain] })).not.toHaveProperty('verify');
});

/** All that a shell could read as more than a character. */
const evil = `a'"$(calc);\`&|\u2019\u201b#{}@ %PATH% $env:x <y>\nb`;
const wordsIn = (command: string) => tokensOf(command).map(({ text }) => text);

describe('an inserted value', () => {
  test('stands as it is where no shell reads anything into it', () => {
    expect(shell`kubectl get node ${'win-1'} -n ${'kube-system'} -p ${8080}`).toBe(
      'kubectl get node win-1 -n kube-system -p 8080',
    );
    expect(shell`kubectl label node x ${'kubernetes.io/os=windows'}`).toBe(
      'kubectl label node x kubernetes.io/os=windows',
    );
  });

  test('stands in single quotes otherwise, as PowerShell and POSIX shells read them', () => {
    expect(shell`Get-Item ${'C:\\data'}`).toBe("Get-Item 'C:\\data'");
    expect(shell`Get-Service ${'my containerd'}`).toBe("Get-Service 'my containerd'");
    expect(shell`Get-Service ${"it's"}`).toBe("Get-Service 'it''s'");
    expect(shell`Get-Service ${'it\u2019s'}`).toBe("Get-Service 'it\u2019\u2019s'");
  });

  test.each([evil, "'; calc; '", '\u2019; calc; \u2019', '$(calc)', 'a\nb', '--all', '\u2013all', '`n', ''])(
    'is one word of PowerShell: %j',
    (value) => {
      expect(wordsIn(shell`Get-Item ${value} -Force`)).toHaveLength(3);
      expect(wordsIn(shell`& crictl.exe rmi ${value}`)).toHaveLength(4);
    },
  );

  test.each([evil, "'; touch /tmp/x; '", '$(calc)', '`id`', 'a\nb', ''])(
    'is one word of a POSIX shell: %j',
    (value) => {
      const { stdout } = spawnSync('sh', ['-c', shell`printf '%s.' begin ${value} end`], { encoding: 'utf8' });
      expect(stdout.split('.').filter((_, index, all) => index === 0 || index === all.length - 2)).toEqual([
        'begin',
        'end',
      ]);
      expect(stdout.match(/\./g)).toHaveLength(3);
    },
  );

  test('is never an option', () => {
    expect(shell`kubectl delete pod ${'--all'} -n ${'-A'}`).toBe('kubectl delete pod all -n A');
    expect(shell`icacls.exe x /grant ${'a'}:${'-x'}`).toBe('icacls.exe x /grant a:-x');
  });

  test('keeps its double quotes only in an expression: Windows PowerShell passes them wrongly to programs', () => {
    expect(shell`icacls.exe ${'a" /grant "b'}`).toBe("icacls.exe 'a_ /grant _b'");
    expect(shell`@{PathName=${literal('"C:\\a b\\c.exe" --x')}}`).toBe(`@{PathName='"C:\\a b\\c.exe" --x'}`);
  });

  test('that only the reader knows stands as its name', () => {
    expect(shell`kubectl get pod ${words`${'<pod>'} -n ${'<namespace>'}`}`).toBe(
      'kubectl get pod <pod> -n <namespace>',
    );
    expect(shell`kubectl get pod ${'<x>'}`).toBe("kubectl get pod '<x>'");
  });

  test('is one scalar of YAML', () => {
    expect(parse(yaml`user: ${evil}\nport: ${80}`)).toEqual({ user: evil, port: 80 });
    expect(parse(yaml`args: [${'a", "b'}]`)).toEqual({ args: ['a", "b'] });
  });

  test('cannot be forgotten: a template with one that is not known is no command', () => {
    const name: string = evil;
    // @ts-expect-error the value is not quoted
    onNode('Start it.', `Start-Service ${name}`);
    // @ts-expect-error the command may come from anywhere
    onNode('Start it.', name);
    onNode('Start it.', shell`Start-Service ${name}`);
    expect(lines(shell`Get-Item ${'a'}`, shell`Get-Item ${'b'}`)).toBe('Get-Item a\nGet-Item b');
  });
});

/** The commands of a fix with what each of their marks and words is, but for the words of values. */
const commandsOf = (fix: Fix): string[] =>
  [...fix.steps.filter(({ on }) => on !== 'manifest'), ...(fix.verify ? [{ run: fix.verify.run }] : [])].flatMap(
    ({ run }) => run ?? [],
  );
/** A placeholder counts as the word that the reader puts in its place. */
const placeholders = new RegExp(Object.keys(unknowns).join('|'), 'g');
const shapeOf = (fix: Fix) =>
  commandsOf(fix).map((command) => tokensOf(command.replaceAll(placeholders, 'known')).map(({ kind }) => kind));

describe('what others wrote changes no command of a fix', () => {
  const plain = 'plain';

  test.each(signatures.map((signature) => [signature.id, signature] as const))('by a text: %s', (_id, signature) => {
    for (const text of signature.samples) {
      const symptom = toSymptom({ source: 'text', text, count: 1, pod: 'ops/agent' }, {});
      if (symptom === null) continue;
      const named = Object.keys(symptom.match.captured).filter((key) => !['code', 'tail', 'mode'].includes(key));
      for (const id of signature.causes) {
        const { fix } = causeNamed(id);
        const withAll = (value: string): Fix => {
          const captured = { ...symptom.match.captured, ...Object.fromEntries(named.map((key) => [key, value])) };
          const runAs = { kind: 'bare' as const, text: value, name: value, domain: value };
          return fix(
            {
              message: { ...symptom.message, pod: `${value}/${value}`, namespace: value },
              match: { ...symptom.match, captured },
              user: { runAs, from: 'pod' },
            },
            {},
          );
        };
        expect(shapeOf(withAll(evil)), id).toEqual(shapeOf(withAll(plain)));
        for (const { on, run } of withAll(evil).steps) if (on === 'manifest' && run !== undefined) parse(run);
      }
    }
  });

  /** Every text of the facts with something behind it. */
  const spoilt = (value: unknown, end: string, key = ''): unknown => {
    if (typeof value === 'string') return keepsItsMeaning(key, value) ? value : `${value}${end}`;
    if (Array.isArray(value)) return value.map((one) => spoilt(one, end, key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, spoilt(inner, end, name)]));
  };
  /** A time, a kind, a version: checks compare these, and a probe makes them of what it reads. */
  const keepsItsMeaning = (key: string, value: string) =>
    /At$|^date$|^kind$|^state$|^form$|^version$|^type$|^connection$|^startType$|^to$|^sid$|^sddl$|^status$|[Ff]rom$|^code$/.test(
      key,
    ) || /^\d{4}-\d\d-\d\dT/.test(value);

  test.each(Object.entries(composed))('by the facts of the node %s', (_story, snapshot) => {
    const withEnd = (end: string) =>
      ({
        ...snapshot,
        node: `${snapshot.node}${end}`,
        facts: spoilt(snapshot.facts, end),
      }) as Snapshot;
    const [bad, good] = [withEnd(evil), withEnd(plain)];
    for (const check of checks) {
      const [one, other] = [bad, good].map((node) => runCheck(check, node).fix);
      if (one && other) expect(shapeOf(one), check.id).toEqual(shapeOf(other));
    }
    const text = signatures.flatMap(({ samples }) => samples);
    for (const sample of text) {
      const symptom = toSymptom({ source: 'text', text: sample, count: 1 }, {});
      if (symptom === null) continue;
      for (const id of symptom.match.signature.causes) {
        const [one, other] = [bad, good].map((node) => causeNamed(id).fix(symptom, knownFacts(node)));
        if (one && other) expect(shapeOf(one), id).toEqual(shapeOf(other));
      }
    }
  });
});
