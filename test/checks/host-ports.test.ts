import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { hostPorts } from '../../agent/checks/host-ports.ts';
import { textOf } from '../fix.ts';
import { denied, got, snapshotWith } from '../snapshot.ts';
import { both, type Edit, plainProgram } from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(hostPorts, snapshotWith(both(...edits)));
const listener = (address: string, pid: number, process: string | null): Edit => {
  return (facts) => {
    facts.network.listeners = got([{ address, port: 20_258, pid, process }]);
  };
};
const excluded = (first: number, last: number): Edit => {
  return (facts) => {
    facts.network.excludedPorts = got([{ first, last }]);
  };
};

describe('host-ports', () => {
  test('passes when hostprobe itself listens, in an excluded range too', () => {
    expect(judge()).toMatchObject({ status: 'pass', summary: 'hostprobe listens on 127.0.0.1:20258' });
    expect(judge(excluded(20_258, 20_258)).status).toBe('pass');
    const hidden: Edit = (facts) => {
      facts.network.excludedPorts = denied();
    };
    expect(judge(hidden).status).toBe('pass');
  });

  test('passes when nothing listens', () => {
    expect(judge(plainProgram)).toMatchObject({ status: 'pass', summary: '127.0.0.1:20258 is free' });
  });

  test('passes when another process of the same program listens', () => {
    expect(judge(listener('127.0.0.1', 999, 'NODE.EXE')).summary).toContain('(pid 999), the same program');
    const inCapitals: Edit = (facts) => {
      facts.sandbox.executable = facts.sandbox.executable.toUpperCase();
    };
    expect(judge(listener('127.0.0.1', 999, 'node.exe'), inCapitals).summary).toContain('the same program');
  });

  test('fails when another program listens on the same address, and names it', () => {
    const finding = judge(listener('127.0.0.1', 999, 'agent.exe'));
    expect(finding).toMatchObject({ status: 'fail', causes: ['host-port-in-use'] });
    expect(finding.summary).toContain('127.0.0.1:20258 is taken by agent.exe (pid 999)');
    expect(textOf(finding.fix)).toContain('Get-Process -Id 999');
    expect(textOf(finding.fix)).toContain(
      '- name: HOSTPROBE_LISTEN\n      value: "localhost:20259,[$(HOST_IP)]:20259"\n    ports:',
    );
  });

  test.each(['0.0.0.0', '::'])('warns when another program has every address: %s', (address) => {
    const finding = judge(listener(address, 999, 'agent.exe'));
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain(`port 20258 is taken by agent.exe (pid 999) on ${address}`);
  });

  test('warns when hostprobe wants every address and another program has one', () => {
    const finding = judge(listener('10.0.0.7', 999, 'agent.exe'), (facts) => {
      facts.network.own = [{ address: '0.0.0.0', port: 20_258 }];
    });
    expect(finding.status).toBe('warn');
  });

  test('names the program on the same address, not one on every address; of two that share it, the first', () => {
    const finding = judge((facts) => {
      facts.network.listeners = got([
        { address: '0.0.0.0', port: 20_258, pid: 997, process: 'every.exe' },
        { address: '127.0.0.1', port: 20_258, pid: 998, process: 'same.exe' },
        { address: '127.0.0.1', port: 20_258, pid: 999, process: 'sharer.exe' },
        { address: '::', port: 20_258, pid: 997, process: 'every.exe' },
      ]);
    });
    expect(finding.summary).toBe('127.0.0.1:20258 is taken by same.exe (pid 998): hostprobe cannot listen there');
  });

  test('judges each of several listeners, and the worst decides', () => {
    const two: Edit = (facts) => {
      facts.network.own = [
        { address: '127.0.0.1', port: 20_258 },
        { address: 'fd00::7', port: 20_258 },
      ];
    };
    expect(judge(two).summary).toBe('hostprobe listens on 127.0.0.1:20258; [fd00::7]:20258 is free');
    const taken = judge(two, (facts) => {
      facts.network.listeners = got([
        { address: '127.0.0.1', port: 20_258, pid: facts.identity.pid, process: 'node.exe' },
        { address: 'fd00::7', port: 20_258, pid: 999, process: 'agent.exe' },
      ]);
    });
    expect(taken.status).toBe('fail');
    expect(taken.summary).toBe('[fd00::7]:20258 is taken by agent.exe (pid 999): hostprobe cannot listen there');
    expect(textOf(taken.fix)).toContain('value: "localhost:20259,[$(HOST_IP)]:20259"');
    const bothTaken = judge(two, (facts) => {
      facts.network.listeners = got([
        { address: '127.0.0.1', port: 20_258, pid: 998, process: 'first.exe' },
        { address: 'fd00::7', port: 20_258, pid: 999, process: 'agent.exe' },
      ]);
    });
    expect(bothTaken.summary).toContain('127.0.0.1:20258 is taken by first.exe');
    const reserved = judge(plainProgram, two, excluded(20_258, 20_258));
    expect(reserved.evidence[0]).toEqual({ label: 'own address', value: '127.0.0.1:20258' });
    const hidden = judge(two, (facts) => {
      facts.network.excludedPorts = denied();
    });
    expect(hidden.status).toBe('unknown');
  });

  test('fails for a program whose name is hidden', () => {
    expect(judge(listener('127.0.0.1', 999, null)).summary).toContain('an unknown program (pid 999)');
  });

  test('passes when another program has the port on another address', () => {
    expect(judge(listener('10.0.0.7', 999, 'agent.exe')).status).toBe('pass');
  });

  test('warns when Windows keeps the port back, at both ends of the range', () => {
    for (const range of [excluded(20_258, 20_300), excluded(20_200, 20_258)]) {
      const finding = judge(plainProgram, range);
      expect(finding.status).toBe('warn');
      expect(textOf(finding.fix)).toContain('startport=20258 numberofports=1');
    }
    expect(judge(plainProgram, excluded(20_259, 20_300)).status).toBe('pass');
    const overlapping: Edit = (facts) => {
      facts.network.excludedPorts = got([
        { first: 20_200, last: 20_299 },
        { first: 20_250, last: 20_349 },
      ]);
    };
    expect(judge(plainProgram, overlapping).summary).toContain('Windows reserves the ports 20200 to 20299');
  });

  test('offers the next port that Windows does not keep back either', () => {
    const offered = (first: number, last: number) =>
      textOf(judge(listener('127.0.0.1', 999, 'agent.exe'), excluded(first, last)).fix);
    expect(offered(20_259, 20_259)).toContain('value: "localhost:20260,');
    expect(offered(20_200, 20_300)).toContain('value: "localhost:20301,');
    expect(offered(20_260, 20_300)).toContain('value: "localhost:20259,');
  });

  // Windows gives the ports from 49152 on to programs that ask for any (learn.microsoft.com, KB 929851).
  test('offers no port that Windows gives to any program', () => {
    const offered = (port: number) =>
      textOf(
        judge((facts) => {
          facts.network.own = [{ address: '127.0.0.1', port }];
          facts.network.listeners = got([{ address: '127.0.0.1', port, pid: 999, process: 'agent.exe' }]);
        }).fix,
      );
    expect(offered(49_150)).toContain('value: "localhost:49151,[$(HOST_IP)]:49151"');
    expect(offered(49_151)).toContain('below 49151: above it none is free.');
    expect(offered(49_151)).not.toContain('HOSTPROBE_LISTEN');
  });

  test('offers no port that another program has', () => {
    const finding = judge((facts) => {
      facts.network.listeners = got([
        { address: '127.0.0.1', port: 20_258, pid: 999, process: 'agent.exe' },
        { address: '10.0.0.7', port: 20_259, pid: 1000, process: 'other.exe' },
      ]);
    });
    expect(textOf(finding.fix)).toContain('value: "localhost:20260,');
  });

  test('is unknown when the listeners or the ranges are hidden and nothing else decides', () => {
    expect(
      judge((facts) => {
        facts.network.listeners = denied();
      }).status,
    ).toBe('unknown');
    expect(
      judge(plainProgram, (facts) => {
        facts.network.excludedPorts = denied();
      }).status,
    ).toBe('unknown');
    const range = judge(excluded(20_258, 20_258), (facts) => {
      facts.network.listeners = denied();
    });
    expect(range.status).toBe('warn');
  });
});
