import { describe, expect, test } from 'vitest';
import { assess, judgedStrictly } from '../agent/assess.ts';
import { placeOfError } from '../agent/check/missing-fact.ts';
import { runCheck } from '../agent/check.ts';
import { annotationPassthrough } from '../agent/checks/annotation-passthrough.ts';
import { containerdAccount } from '../agent/checks/containerd-account.ts';
import { containerdAccountPending } from '../agent/checks/containerd-account-pending.ts';
import { containerdConfig } from '../agent/checks/containerd-config.ts';
import { containerdService } from '../agent/checks/containerd-service.ts';
import { containerdVersion } from '../agent/checks/containerd-version.ts';
import { criEndpoint } from '../agent/checks/cri-endpoint.ts';
import { hns } from '../agent/checks/hns.ts';
import { orphanedAccounts } from '../agent/checks/orphaned-accounts.ts';
import { resourceLimits } from '../agent/checks/resource-limits.ts';
import { runtimeReady } from '../agent/checks/runtime-ready.ts';
import { terminatingPods } from '../agent/checks/terminating-pods.ts';
import { known } from '../agent/fact.ts';
import type { FactValues } from '../agent/facts/index.ts';
import { seenBy } from '../agent/report.ts';
import type { Snapshot } from '../agent/snapshot.ts';
import { faults } from './faults.ts';
import { textOf } from './fix.ts';
import { denied, got, snapshotWith, withoutAgent } from './snapshot.ts';
import {
  asAdministrator,
  asLocalService,
  both,
  type Edit,
  fromOutside,
  podIn,
  stopStart,
  withoutApi,
} from './variations.ts';

test('what could not be read is named by its path in the snapshot, not by all that the check needs', () => {
  const withoutServices = snapshotWith((facts) => {
    facts.services.containerd = denied();
  });
  expect(runCheck(containerdService, withoutServices).summary).toMatch(
    /^could not read \(services\.containerd, access denied\): /,
  );
  const withoutAccount = snapshotWith((facts) => {
    for (const process of facts['runtime-process'].containerd) process.account = denied();
    if (facts.services.containerd.ok) delete facts.services.containerd.value?.configuredAt;
  });
  expect(runCheck(containerdAccountPending, withoutAccount).summary).toMatch(
    /^could not read \(runtime-process\.containerd\[0\]\.account, access denied\): /,
  );
});

test('what stands in a part has the path of that part, whose value is no step', () => {
  const { error } = { error: { kind: 'failed' as const, message: 'x' } };
  const wrapper = { ok: false, error };
  expect(placeOfError({ services: { containerd: { ok: true, value: { wrapper } } } }, error)).toBe(
    'services.containerd.wrapper',
  );
  expect(placeOfError({ services: [{ value: wrapper }] }, error)).toBe('services[0].value');
  expect(placeOfError({ services: { ...wrapper, error: { ...error } } }, error)).toBeNull();
});

test('a reason that a check found itself names no part', () => {
  const readOnly = snapshotWith(
    both(withoutApi, (facts) => {
      facts.runtime.connection = 'read-only';
    }),
  );
  expect(runCheck(criEndpoint, readOnly).summary).toMatch(/^could not read \(access denied\): to this account /);
});

test('on a machine without Windows the way out of every failure is a node with Windows', () => {
  const fixOn = (kind: 'unsupported' | 'failed') => {
    const snapshot = snapshotWith((facts) => {
      facts.os.version = { ok: false, error: { kind, message: 'x' } };
      facts.services.containerd = { ok: false, error: { kind: 'failed', message: 'y' } };
    });
    return runCheck(containerdService, snapshot).fix?.steps[0]?.say;
  };
  expect(fixOn('unsupported')).toBe(
    'Read one of the Windows nodes, <node>, from here, or run hostprobe on that node itself.',
  );
  expect(fixOn('failed')).toMatch(/open an issue/);
  const withoutBoth = snapshotWith((facts) => {
    facts.os.version = { ok: false, error: { kind: 'unsupported', message: 'x' } };
    withoutApi(facts);
  });
  expect(runCheck(terminatingPods, withoutBoth).fix?.steps[0]?.say).toBe(fixOn('unsupported'));
});

test('a fault of the check itself is told as one, and never as one of the node', () => {
  const broken: typeof hns = {
    ...hns,
    run() {
      throw new TypeError('x is not a function');
    },
  };
  const finding = runCheck(broken, snapshotWith());
  expect(finding).toMatchObject({ status: 'unknown', summary: 'a bug of hostprobe in the check hns' });
  expect(finding.evidence).toEqual([{ label: 'error', value: expect.stringContaining('x is not a function') }]);
  expect(textOf(finding.fix)).toContain('open an issue');
});

describe('a changed manifest', () => {
  const overLimit = (facts: FactValues) => faults['resource-limits']?.warn?.(facts);
  const afterManifest = (check: Parameters<typeof runCheck>[0], edit: (facts: FactValues) => void) => {
    const steps = runCheck(check, snapshotWith(edit)).fix?.steps ?? [];
    return steps.slice(steps.findLastIndex(({ on }) => on === 'manifest') + 1).map(({ run }) => run);
  };

  test("reaches hostprobe's own pod, which a controller makes anew", () => {
    expect(afterManifest(resourceLimits, overLimit)).toEqual([
      'kubectl apply -f <manifest>',
      'kubectl delete pod hostprobe-x7k2p -n hostprobe',
    ]);
  });

  test.each<[what: string, edit: Edit, replaced: boolean, pod: string]>([
    ['whose controller is seen', () => undefined, false, 'hostprobe-x7k2p -n hostprobe'],
    [
      'that no controller made',
      (facts) => {
        podIn(facts).owner = null;
      },
      true,
      'hostprobe-x7k2p -n hostprobe',
    ],
    [
      'where another namespace has one of its name',
      (facts) => {
        podIn(facts).namespace = 'monitoring';
      },
      true,
      'hostprobe-x7k2p -n hostprobe',
    ],
    [
      'where another one of its namespace has a controller',
      (facts) => {
        podIn(facts).name = 'hostprobe-other';
      },
      true,
      'hostprobe-x7k2p -n hostprobe',
    ],
    [
      'whose name is not known',
      (facts) => {
        Object.assign(facts.token.pod, { name: null, namespace: null });
      },
      true,
      '<pod> -n <namespace>',
    ],
  ])("of hostprobe's own pod, %s", (_what, edit, replaced, pod) => {
    const runs = afterManifest(resourceLimits, both(overLimit, edit));
    expect(runs).toContain(`kubectl delete pod ${pod}`);
    expect(runs.some((run) => run === 'kubectl replace --force -f <manifest>')).toBe(replaced);
  });

  test('is replaced where nobody knows of a controller', () => {
    const unseen = both(overLimit, (facts) => {
      facts.cluster.seen = null;
    });
    expect(afterManifest(resourceLimits, unseen).at(-1)).toBe('kubectl replace --force -f <manifest>');
  });

  test('of other pods is applied', () => {
    const old = (facts: FactValues) => {
      facts.runtime.version = got({ name: 'containerd', version: 'v1.6.36', apiVersion: 'v1' });
    };
    expect(afterManifest(containerdVersion, old)[0]).toBe('kubectl apply -f <manifest>');
    expect(afterManifest(containerdVersion, old)).not.toContainEqual(expect.stringContaining('hostprobe-x7k2p'));
  });
});

describe('the node in a fix', () => {
  const alone = (facts: FactValues) => {
    facts.token.pod = { name: null, namespace: null, uid: null, serviceAccount: null, node: null };
  };
  const hangs = (facts: FactValues) => {
    facts.runtime.connection = 'silent';
  };
  const commandsOn = (...edits: ((facts: FactValues) => void)[]) => {
    const { fix } = runCheck(criEndpoint, { ...snapshotWith(both(hangs, ...edits)), node: 'EC2AMAZ-1A2B3C' });
    return fix?.verify?.run;
  };

  test('has the name that the cluster has for it, or that hostprobe was told, never that of the machine', () => {
    expect(commandsOn(alone)).toBe('kubectl get node win-node-1');
    expect(commandsOn(withoutApi)).toBe('kubectl get node win-node-1');
    expect(commandsOn(withoutApi, alone)).toBe('kubectl get node <node>');
    const absent = (facts: FactValues) => {
      if (facts.cluster.seen) Object.assign(facts.cluster.seen, { nodeName: 'ec2amaz-1a2b3c', node: got(null) });
    };
    expect(commandsOn(absent, alone)).toBe('kubectl get node <node>');
  });

  test('is judged again by its agent, or in the folder of hostprobe where there is none', () => {
    const notReady = (facts: FactValues) => {
      for (const condition of known(facts.runtime.status).conditions) condition.status = false;
    };
    const verify = (edit: (facts: FactValues) => void) =>
      runCheck(runtimeReady, snapshotWith(both(notReady, edit))).fix?.verify;
    expect(verify(() => undefined)).toMatchObject({ run: 'hostprobe report --node win-node-1', on: 'cluster' });
    expect(verify(alone)).toEqual({
      run: '.\\hostprobe.cmd report',
      on: 'node',
      expect: 'The report, made in the folder of hostprobe, shows no problem for runtime-ready.',
    });
  });

  test('is drained and restarted where a part of Windows hangs, by commands', () => {
    const timeout = { kind: 'timeout', message: 'no answer' } as const;
    const snapshot = snapshotWith();
    snapshot.facts.services = { ok: false, ms: 1, error: timeout };
    expect(runCheck(containerdService, snapshot).fix?.steps.map(({ run }) => run)).toEqual([
      'hostprobe report --node win-node-1',
      'kubectl drain win-node-1 --ignore-daemonsets --delete-emptydir-data',
      'Restart-Computer -Force',
      'kubectl wait --for=condition=Ready node/win-node-1 --timeout=15m\nkubectl uncordon win-node-1',
    ]);
  });

  test.each([
    ['services', containerdService, 'the service control manager of Windows hangs'],
    ['accounts', orphanedAccounts, 'the local security authority of Windows hangs'],
    ['limits', resourceLimits, 'a part of Windows hangs'],
  ] as const)('says which part of Windows hangs: %s', (id, check, part) => {
    const snapshot = snapshotWith(alone);
    snapshot.facts[id] = { ok: false, ms: 1, error: { kind: 'timeout', message: 'no answer' } };
    const [again, ...rest] = runCheck(check, snapshot).fix?.steps.map(({ say }) => say) ?? [];
    expect(again).toBe('Make the report again.');
    expect(rest.join(' ')).toContain(`If there is still no answer, ${part}`);
  });

  test('is left to the check that judges it where its containerd hangs', () => {
    const snapshot = snapshotWith(alone);
    snapshot.facts.runtime = { ok: false, ms: 1, error: { kind: 'timeout', message: 'no answer' } };
    expect(runCheck(criEndpoint, snapshot).fix?.steps).toEqual([
      {
        say: 'If there is still no answer in a new report, containerd hangs, so do what cri-endpoint says.',
        run: '.\\hostprobe.cmd report',
        on: 'node',
      },
    ]);
  });
});

describe('what the account may not see', () => {
  const asSystem = (facts: FactValues) => {
    facts.identity.token = got({ ...known(facts.identity.token), user: { sid: 'S-1-5-18', name: null } });
  };

  test('is hidden from LocalService, and with --strict not judged', () => {
    const report = assess(snapshotWith(asLocalService));
    expect(report).toMatchObject({ status: 'healthy', counts: { unknown: 0 } });
    expect(report.counts.hidden).toBeGreaterThan(0);
    expect(judgedStrictly(report).counts).toMatchObject({ hidden: 0, unknown: report.counts.hidden });
  });

  // Source: go-winio pipe.go (RtlDefaultNpAcl), the security descriptors of SYSTEM's processes and of the LSA policy, HCN.
  test.each([
    ['the processes of SYSTEM', containerdAccount, 'runtime-process'],
    ["containerd's pipe", annotationPassthrough, 'runtime'],
    ['the Host Network Service', hns, 'pod-network'],
  ] as const)('is hidden where Windows refuses %s, and SYSTEM would see it', (_, check, id) => {
    const closed = snapshotWith(asLocalService);
    closed.facts[id] = { ok: false, ms: 0, error: { kind: 'denied', message: 'x' } };
    const summary = `not visible to this account (${id}, access denied): x`;
    expect(runCheck(check, closed)).toMatchObject({ status: 'hidden', seenBy: 'system', summary });
  });

  test('is hidden where no part says what was refused, if the check needs one that Windows guards', () => {
    const readOnly = both(asLocalService, withoutApi, (facts) => {
      facts.runtime.connection = 'read-only';
    });
    expect(runCheck(criEndpoint, snapshotWith(readOnly))).toMatchObject({ status: 'hidden', seenBy: 'system' });
  });

  test('is unknown where an administrator is refused, or what bears a like name', () => {
    const refused = (edit: Edit, check: Parameters<typeof runCheck>[0], id: 'runtime' | 'runtime-binaries') => {
      const closed = snapshotWith(edit);
      closed.facts[id] = { ok: false, ms: 0, error: { kind: 'denied', message: 'x' } };
      return runCheck(check, closed).status;
    };
    expect(refused(both(asLocalService, asAdministrator), annotationPassthrough, 'runtime')).toBe('unknown');
    expect(refused(asLocalService, containerdConfig, 'runtime-binaries')).toBe('unknown');
  });

  test('the sentence names what could see it, and every finding that is hidden says so', () => {
    const said = (snapshot: Snapshot) => {
      const report = assess(snapshot);
      for (const { status, seenBy: by } of report.findings) expect(by !== undefined).toBe(status === 'hidden');
      return seenBy(report);
    };
    expect(said(snapshotWith(asLocalService))).toBe('SYSTEM');
    expect(said(snapshotWith(withoutApi))).toBe('access to the API server');
    expect(said(snapshotWith(both(asLocalService, withoutApi)))).toBe('SYSTEM, or access to the API server');
    expect(said(withoutAgent(fromOutside))).toBe('an agent on the node');
  });

  test('a note, which is no alarm, warns with --strict', () => {
    const old = snapshotWith((facts) => {
      if (facts.runtime.version.ok) facts.runtime.version.value.version = 'v2.1.9';
    });
    const report = assess(old);
    const of = ({ findings }: typeof report) => findings.find(({ check }) => check === containerdVersion.id);
    expect(of(report)).toMatchObject({ status: 'pass', note: expect.stringContaining('out of support') });
    expect(of(judgedStrictly(report))).toMatchObject({ status: 'warn', summary: of(report)?.note });
  });

  test('is unknown where SYSTEM is refused, since that should not be', () => {
    expect(runCheck(criEndpoint, snapshotWith(both(asLocalService, withoutApi, asSystem))).status).toBe('unknown');
  });

  test('is no reason to run hostprobe as who it is already: SYSTEM, or an administrator without a pod', () => {
    const alone: Edit = ({ token }) => {
      token.pod = { ...token.pod, name: null };
    };
    const wayOut = (...edits: Edit[]) => {
      const closed = snapshotWith(both(asLocalService, ...edits));
      closed.facts['runtime-binaries'] = { ok: false, ms: 0, error: { kind: 'denied', message: 'x' } };
      const { fix } = runCheck(containerdConfig, closed);
      const said = fix?.steps.map(({ say }) => say).join() ?? '';
      return /as SYSTEM/.test(said) ? 'SYSTEM' : /administrator/.test(said) ? 'administrator' : 'neither';
    };
    expect(wayOut()).toBe('SYSTEM');
    expect(wayOut(alone)).toBe('administrator');
    expect(wayOut(asAdministrator)).toBe('SYSTEM');
    expect(wayOut(alone, asAdministrator)).toBe('neither');
    expect(wayOut(asSystem)).toBe('neither');
    expect(wayOut(alone, asSystem)).toBe('neither');
  });

  test('is unknown if it is not known as which account hostprobe runs', () => {
    const nobody = snapshotWith(
      both(asLocalService, withoutApi, (facts) => {
        facts.identity.token = denied();
      }),
    );
    expect(runCheck(criEndpoint, nobody).status).toBe('unknown');
  });

  test('is unknown where Windows shows it to everybody by default, and where the answer failed', () => {
    const closed = snapshotWith(
      both(asLocalService, (facts) => {
        facts.services.containerd = denied();
      }),
    );
    expect(runCheck(containerdService, closed).status).toBe('unknown');
    const failed = snapshotWith(
      both(asLocalService, (facts) => {
        for (const process of facts['runtime-process'].containerd) {
          process.account = { ok: false, error: { kind: 'failed', message: 'gone' } };
        }
      }),
    );
    expect(runCheck(containerdAccountPending, failed).status).toBe('unknown');
  });
});

describe('where no agent answered', () => {
  const ways = (edit: Edit) => {
    const finding = runCheck(containerdAccount, withoutAgent(edit));
    expect(finding.summary).toMatch(/^only an agent on the node sees it: no agent answered/);
    for (const { run, risk } of finding.fix?.steps ?? [])
      expect(risk).toBe(run?.startsWith('kubectl debug') ? 'The shell is that of SYSTEM.' : undefined);
    return { status: finding.status, runs: finding.fix?.steps.flatMap(({ run }) => run ?? []).join('\n') ?? '' };
  };

  test('what only an agent sees is hidden, and a shell by kubectl debug is a way where HostProcess pods run', () => {
    const { status, runs } = ways(fromOutside);
    expect(status).toBe('hidden');
    expect(runs).toContain(
      'kubectl debug node/win-node-1 -it --profile=sysadmin --image=hostprobe:0.1.0 -- powershell.exe',
    );
  });

  test('where none runs, that pod would not start either', () => {
    const { status, runs } = ways((facts) => {
      fromOutside(facts);
      stopStart(podIn(facts), 'RunContainerError');
    });
    expect(status).toBe('hidden');
    expect(runs).not.toContain('kubectl debug');
    expect(runs).toContain('hostprobe.cmd report');
    const { runs: whilePending } = ways((facts) => {
      fromOutside(facts);
      podIn(facts).phase = 'Pending';
    });
    expect(whilePending).not.toContain('kubectl debug');
  });

  test('without access to the API server, its pods are to be seen by a person', () => {
    const finding = runCheck(terminatingPods, snapshotWith(withoutApi));
    expect(finding).toMatchObject({
      status: 'hidden',
      summary: expect.stringMatching(/^only the API server shows it: /),
    });
    expect(finding.fix?.steps.map(({ run }) => run)).toEqual([
      'kubectl get pods -A -o wide --field-selector spec.nodeName=win-node-1',
    ]);
  });
});
