import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { criEndpoint } from '../../agent/checks/cri-endpoint.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import { distributions, processWith, serviceWith } from '../distributions.ts';
import { commandsOf, textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { asAdministrator, asLocalService, both, type Edit, tellReady, withoutApi } from '../variations.ts';

const judge = (edit?: (facts: FactValues) => void) => runCheck(criEndpoint, snapshotWith(edit));

const pipe = '\\\\.\\pipe\\containerd-containerd';

function closed(facts: FactValues, connection: FactValues['runtime']['connection']): void {
  facts.runtime.connection = connection;
  facts.runtime.version = { ok: false, error: { kind: 'failed', message: 'no connection' } };
}

function noProcess(facts: FactValues): void {
  facts['runtime-process'].containerd = [];
}

describe('cri-endpoint', () => {
  test('passes when it answers', () => {
    const finding = judge();
    expect(finding).toMatchObject({ status: 'pass', summary: `${pipe} answers, CRI v1` });
    expect(finding.evidence).toContainEqual({ label: 'named by', value: 'default' });
  });

  test('warns of an endpoint that speaks the older CRI only', () => {
    const finding = judge((facts) => {
      facts.runtime.version = got({ name: 'containerd', version: '1.5.18', apiVersion: 'v1alpha2' });
    });
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('kubelet of 1.26 or newer');
    expect(finding.broughtBy).toEqual(['containerd-version']);
    expect(commandsOf(finding.fix)[0]).toMatch(/^kubectl drain win-node-1 /);
    expect(textOf(finding.fix)).toContain('Get-Service kubelet, containerd');
  });

  test('fails when containerd answers without its cri plugin', () => {
    const finding = judge((facts) => {
      facts.runtime.version = {
        ok: false,
        error: { kind: 'failed', message: 'unknown service runtime.v1.RuntimeService', code: 'UNIMPLEMENTED' },
      };
    });
    expect(finding.status).toBe('fail');
    expect(textOf(finding.fix)).toContain(
      "io.containerd.cri.v1.runtime and io.containerd.cri.v1.images, out of disabled_plugins in containerd's config.toml.",
    );
    const ofRke2 = judge((facts) => {
      distributions.RKE2?.(facts);
      const { containerd } = facts['runtime-binaries'];
      if (containerd) containerd.path = 'C:\\var\\lib\\rancher\\rke2\\bin\\containerd.exe';
      facts.runtime.version = {
        ok: false,
        error: { kind: 'failed', message: 'unknown service', code: 'UNIMPLEMENTED' },
      };
    });
    expect(textOf(ofRke2.fix)).toContain('disabled_plugins in config.toml.tmpl');
    expect(ofRke2.fix?.verify?.run).toMatch(/^& 'C:\\var\\lib\\rancher\\rke2\\bin\\ctr\.exe' --address /);
    expect(finding.evidence).toContainEqual({ label: 'answer', value: 'unknown service runtime.v1.RuntimeService' });
  });

  test.each([
    ['ListContainers', 'containers'],
    ['ListPodSandbox', 'sandboxes'],
    ['Status', 'status'],
    ['Version', 'version'],
  ] as const)('fails when %s gets no answer, although others do', (call, part) => {
    const finding = judge((facts) => {
      facts.runtime[part] = { ok: false, error: { kind: 'timeout', message: 'no answer within 4000 ms' } };
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain(`${call} gets no answer: containerd hangs`);
    expect(commandsOf(finding.fix).slice(-3)).toEqual([
      'Restart-Service containerd -Force',
      "taskkill.exe /F /T /FI 'SERVICES eq containerd'",
      'Get-Service containerd | ForEach-Object { $_; $_.DependentServices } | Where-Object StartType -ne Disabled | Start-Service',
    ]);
    expect(finding.fix?.verify?.run).toBe('kubectl get node win-node-1');
  });

  test('fails when the kubelet looks for containerd elsewhere, and not for another spelling of the same pipe', () => {
    const finding = judge((facts) => {
      facts.runtime.kubelet = { endpoint: '\\\\.\\pipe\\containerd', from: 'kubelet configuration' };
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('the kubelet is configured for \\\\.\\pipe\\containerd, so');
    expect(textOf(finding.fix)).toContain(
      "In the kubelet's configuration file, C:\\var\\lib\\kubelet\\config.yaml, set containerRuntimeEndpoint to npipe:////./pipe/containerd-containerd.",
    );
    const byFlag = judge((facts) => {
      facts.runtime.kubelet = { endpoint: '\\\\.\\pipe\\containerd', from: 'kubelet command line' };
    });
    expect(textOf(byFlag.fix)).toContain('--container-runtime-endpoint=npipe:////./pipe/containerd-containerd where');
    const same = judge((facts) => {
      facts.runtime.kubelet = { endpoint: pipe.toUpperCase(), from: 'kubelet command line' };
    });
    expect(same.status).toBe('pass');
    const configured = judge((facts) => {
      facts.runtime.endpoint = pipe.toUpperCase();
      facts.runtime.kubelet = { endpoint: pipe, from: 'kubelet configuration' };
    });
    expect(configured.status).toBe('pass');
  });

  test('names no configuration file where the command line of the kubelet is hidden', () => {
    const finding = judge((facts) => {
      facts.runtime.kubelet = { endpoint: '\\\\.\\pipe\\containerd', from: 'kubelet configuration' };
      facts['runtime-process'].kubelet = [processWith({ commandLine: denied() })];
      facts.services.kubelet = denied();
    });
    expect(textOf(finding.fix)).toContain("In the kubelet's configuration file, set containerRuntimeEndpoint to");
  });

  test('names the configuration file of the first kubelet that has one', () => {
    const finding = judge((facts) => {
      facts.runtime.kubelet = { endpoint: '\\\\.\\pipe\\containerd', from: 'kubelet configuration' };
      facts['runtime-process'].kubelet = [
        'kubelet.exe',
        'kubelet.exe --config C:\\a.yaml',
        'kubelet.exe --config C:\\b.yaml',
      ].map((commandLine) => processWith({ commandLine: got(commandLine) }));
    });
    expect(textOf(finding.fix)).toContain("In the kubelet's configuration file, C:\\a.yaml, set");
  });

  test('restarts what starts the kubelet where that has no service of its own, and tells where its endpoint is set', () => {
    const finding = judge((facts) => {
      distributions.RKE2?.(facts);
      facts.runtime.kubelet = { endpoint: '\\\\.\\pipe\\containerd', from: 'kubelet command line' };
    });
    expect(commandsOf(finding.fix)).toEqual(['Restart-Service rke2 -Force']);
    expect(textOf(finding.fix)).toContain("It restarts the node's kubelet and containerd together.");
    expect(textOf(finding.fix)).toContain('Where rke2 is configured, remove container-runtime-endpoint');
  });

  test('starts rke2, not a leftover service of containerd', () => {
    const finding = judge((facts) => {
      distributions.RKE2?.(facts);
      closed(facts, 'absent');
      noProcess(facts);
      facts.services.containerd = got(serviceWith({ state: 'stopped', pid: null }));
      facts.services.embedding = got(serviceWith({ name: 'rke2', state: 'stopped', pid: null }));
    });
    expect(commandsOf(finding.fix)).toEqual(['Start-Service rke2']);
  });

  test('fails when nothing listens and containerd is stopped, with the service to start', () => {
    const finding = judge((facts) => {
      closed(facts, 'absent');
      noProcess(facts);
      facts.services.containerd = got(serviceWith({ state: 'stopped', pid: null }));
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('no containerd.exe runs');
    expect(finding.evidence).toContainEqual({ label: 'containerd.exe', value: 'does not run' });
    expect(textOf(finding.fix)).toContain('Start-Service containerd');
  });

  test('restarts a service that runs without containerd, and points to the search where none is known', () => {
    const withService = judge((facts) => {
      closed(facts, 'absent');
      noProcess(facts);
    });
    expect(textOf(withService.fix)).toMatch(/which runs without containerd\.\n +Restart-Service containerd -Force/);
    const withKubelet = judge((facts) => {
      distributions.kubeadm?.(facts);
      closed(facts, 'absent');
      noProcess(facts);
    });
    expect(textOf(withKubelet.fix)).toContain('It restarts kubelet too, which depends on it.');
    const without = judge((facts) => {
      closed(facts, 'absent');
      noProcess(facts);
      facts.services.containerd = denied();
    });
    expect(textOf(without.fix)).toContain('see containerd-service');
  });

  // Sources: StartServiceW, ERROR_SERVICE_ALREADY_RUNNING: only a service that is stopped can be started; ControlService,
  // ERROR_SERVICE_CANNOT_ACCEPT_CTRL: one that is on its way to another state takes no command.
  test.each([
    ['stopped', 'Start-Service containerd'],
    ['paused', 'Restart-Service containerd -Force'],
    ['start-pending', 'sc.exe queryex containerd'],
    ['stop-pending', 'sc.exe queryex containerd'],
    ['continue-pending', 'sc.exe queryex containerd'],
    ['pause-pending', 'sc.exe queryex containerd'],
  ] as const)('a service that is %s is not told to run', (state, command) => {
    const finding = judge((facts) => {
      closed(facts, 'absent');
      noProcess(facts);
      facts.services.containerd = got(serviceWith({ state, pid: null }));
    });
    expect(commandsOf(finding.fix)).toContain(command);
    expect(textOf(finding.fix)).not.toContain('which runs without containerd');
  });

  test('fails when containerd runs and does not listen', () => {
    const finding = judge((facts) => closed(facts, 'absent'));
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('though containerd.exe runs (pid 1200)');
    expect(finding.evidence).toContainEqual({ label: 'containerd.exe', value: 'pid 1200' });
    expect(textOf(finding.fix)).toContain('--container-runtime-endpoint');
  });

  test('names each other containerd.exe where no service tells which is meant', () => {
    const finding = judge((facts) => {
      closed(facts, 'absent');
      facts.services.containerd = got(null);
      facts['runtime-process'].containerd = [processWith({ pid: 7000 }), processWith({ pid: 7001 })];
    });
    expect(finding.evidence).toContainEqual({ label: 'another containerd.exe, which is not meant', value: 'pid 7001' });
  });

  test('only warns where another service starts containerd and no one named the endpoint', () => {
    const embedded = (endpointFrom: FactValues['runtime']['endpointFrom']) =>
      judge((facts) => {
        distributions.RKE2?.(facts);
        closed(facts, 'absent');
        facts.runtime.endpointFrom = endpointFrom;
      });
    expect(embedded('default').status).toBe('warn');
    expect(embedded('kubelet command line').status).toBe('fail');
  });

  test('fails when it takes connections and stays silent', () => {
    const finding = judge((facts) => closed(facts, 'silent'));
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('takes connections and never answers');
    // A restart can lose what the log shows of the hang.
    expect(textOf(finding.fix)).toMatch(
      /it can show what containerd waits for[\s\S]+Restart-Service containerd -Force/,
    );
    expect(textOf(finding.fix)).toContain("taskkill.exe /F /T /FI 'SERVICES eq containerd'");
    const byHand = judge((facts) => {
      closed(facts, 'silent');
      facts.services.containerd = got(null);
    });
    expect(byHand.status).toBe('fail');
    expect(byHand.summary).toContain('containerd hangs');
    expect(textOf(byHand.fix)).not.toMatch(/Restart-Service|taskkill/);
  });

  describe.each(['read-only', 'denied'] as const)('for an account that is refused (%s)', (connection) => {
    const refused = (edit: Edit = () => undefined) =>
      judge(both(asAdministrator, (facts) => closed(facts, connection), edit));

    test('passes where the kubelet gets answers, and names what says so', () => {
      const finding = refused();
      expect(finding).toMatchObject({ status: 'pass', summary: expect.stringContaining('the kubelet gets answers') });
      expect(finding.evidence).toContainEqual({
        label: "the Node's condition Ready",
        value: 'True, KubeletReady, kubelet is posting ready status',
      });
      expect(finding.evidence).toContainEqual({ label: 'health port of the kubelet', value: 'HTTP 200' });
    });

    test.each([
      ['fail', 'container runtime is down', 'gets no answer'],
      ['fail', 'PLEG is not healthy: pleg was last seen active 3m12.5s ago; threshold is 3m0s', 'gets no list'],
      [
        'fail',
        '[container runtime is down, PLEG is not healthy: pleg was last seen active 4m1s ago; threshold is 3m0s]',
        'gets no list',
      ],
      [
        'warn',
        '[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]',
        'has not reached containerd',
      ],
      // The runtime answers, and says that it is not ready.
      [
        'pass',
        '[container runtime is down, container runtime not ready: RuntimeReady=false reason:X message:no shim]',
        'gets answers',
      ],
      [
        'pass',
        'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized',
        'gets answers',
      ],
      ['pass', 'node is shutting down', 'gets answers'],
    ])('gives %s for "%s"', (status, message, said) => {
      const finding = refused((facts) => tellReady(facts, 'False', message));
      expect(finding).toMatchObject({ status, summary: expect.stringContaining(said) });
    });

    test.each<[string, Edit]>([
      ['the API is not reached', withoutApi],
      ['nobody posts for the node any more', (facts) => tellReady(facts, 'Unknown', 'Kubelet stopped posting status.')],
      [
        'the kubelet does not answer, so that its last word may be old',
        (facts) => {
          facts.network.kubeletHealth = got(null);
        },
      ],
    ])('is unknown, never bad, where %s', (_, edit) => {
      const finding = refused(edit);
      expect(finding.status).toBe('unknown');
      expect(finding.summary).toContain('access denied');
      expect(textOf(finding.fix)).toContain('kubectl apply -k manifests/overlays/system');
    });

    test('is hidden there from an account that cannot see it by design', () => {
      expect(refused(both(asLocalService, withoutApi)).status).toBe('hidden');
    });
  });

  test('is unknown when it answers with an error of another kind', () => {
    const finding = judge((facts) => {
      facts.runtime.version = { ok: false, error: { kind: 'failed', message: 'CRI Version: UNAVAILABLE' } };
    });
    expect(finding.status).toBe('unknown');
  });
});
