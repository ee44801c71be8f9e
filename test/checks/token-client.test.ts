import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { tokenClient } from '../../agent/checks/token-client.ts';
import { textOf } from '../fix.ts';
import { denied, snapshotWith } from '../snapshot.ts';
import {
  both,
  type Edit,
  fallbackMode,
  isolated,
  pathIn,
  plainProgram,
  volumeMode,
  withoutFiles,
} from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(tokenClient, snapshotWith(both(...edits)));
const onDriveD: Edit = (facts) => {
  facts.sandbox.workingDirectory = 'D:\\';
  pathIn(facts, 'rooted').directory = 'D:\\var\\run\\secrets\\kubernetes.io\\serviceaccount';
};
const nothingRooted: Edit = (facts) => withoutFiles(pathIn(facts, 'rooted'));
/** A file of the node where clients look, with the given content. */
const stray =
  (fingerprint: string): Edit =>
  (facts) => {
    const copy = structuredClone(pathIn(facts, 'mount-point').token);
    if (copy.ok && copy.value) copy.value.fingerprint = fingerprint;
    pathIn(facts, 'rooted').token = copy;
  };

describe('token-client', () => {
  test('passes in bind mode, where clients find the own token', () => {
    expect(judge()).toMatchObject({
      status: 'pass',
      summary: "this pod's own, at C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount",
    });
  });

  test.each([
    ['volume', volumeMode, 'C:/C/'],
    ['fallback', fallbackMode, 'C:/hpc/'],
  ] as [string, Edit, string][])(
    'passes in %s mode, where clients find nothing by design, and gives them the place',
    (_, edit, prefix) => {
      const finding = judge(edit);
      expect(finding.status).toBe('pass');
      expect(finding.summary).toContain('http://localhost:8080');
      expect(finding.evidence.at(-1)?.value).toMatch(new RegExp(`^loadFromCluster\\('${prefix}[0-9a-f]{64}'\\)$`));
    },
  );

  test('fails in bind mode on another drive and shows the way back', () => {
    const finding = judge(onDriveD, nothingRooted);
    expect(finding).toMatchObject({ status: 'fail', causes: ['token-path'] });
    expect(finding.summary).toContain('clients find no token at D:\\var\\run');
    expect(textOf(finding.fix)).toContain('workingDir:');
  });

  test('fails in bind mode without any token and points to token-paths', () => {
    const finding = judge((facts) => facts.token.paths.forEach(withoutFiles));
    expect(finding.status).toBe('fail');
    expect(textOf(finding.fix)).toContain('token-paths');
  });

  const byVariable =
    '%CONTAINER_SANDBOX_MOUNT_POINT%\\var\\run\\secrets\\kubernetes.io\\serviceaccount, as cmd.exe writes it';
  // Where nothing is bound, the path of the token contains the id of the container, which the next container has not.
  test.each([
    ['in volume mode', volumeMode, byVariable],
    ['in fallback mode', fallbackMode, byVariable],
    ['on another drive', onDriveD, 'C:\\var\\run\\secrets\\kubernetes.io\\serviceaccount.'],
  ] as [string, Edit, string][])(
    'fails for an older copy of the own token %s, and gives the place',
    (_, edit, place) => {
      const finding = judge(edit, stray('ffffffffffffffff'));
      expect(finding.status).toBe('fail');
      expect(finding.summary).toContain("an older copy of this pod's token");
      expect(finding.fix?.steps[0]?.say).toContain(`Give clients the path ${place}`);
      expect(textOf(finding.fix)).toContain('Remove-Item');
    },
  );

  test("fails for another owner's token and names the owner", () => {
    const finding = judge(volumeMode, stray('ffffffffffffffff'), (facts) => {
      const { token } = pathIn(facts, 'rooted');
      if (token.ok && token.value?.claims) {
        Object.assign(token.value.claims, {
          subject: 'system:serviceaccount:kube-system:csi-node',
          pod: { name: 'csi-node-4xv2d', uid: '00000000-0000-4000-8000-000000000000' },
        });
      }
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toContain('system:serviceaccount:kube-system:csi-node, pod csi-node-4xv2d');
  });

  test('fails for a stray file that is not a token', () => {
    const finding = judge(volumeMode, stray('ffffffffffffffff'), (facts) => {
      const { token } = pathIn(facts, 'rooted');
      if (token.ok && token.value) token.value.claims = null;
    });
    expect(finding.summary).toContain('it is not a JSON web token');
    const neither = judge(volumeMode, stray('ffffffffffffffff'), (facts) => {
      for (const form of ['rooted', 'mount-point'] as const) {
        const { token } = pathIn(facts, form);
        if (token.ok && token.value) token.value.claims = null;
      }
    });
    expect(neither.summary).toContain("another owner's token");
  });

  test('passes for a copy with the same content', () => {
    expect(judge(fallbackMode, stray('0123456789abcdef')).status).toBe('pass');
  });

  test('does not compare one file with itself: it may be renewed between two reads', () => {
    expect(judge(stray('ffffffffffffffff')).status).toBe('pass');
  });

  test.each(['host', 'port'] as const)('fails without the %s of the API server and says what clients do', (key) => {
    const finding = judge((facts) => {
      facts.network.apiServer[key] = null;
    });
    expect(finding.status).toBe('fail');
    expect(finding.summary).toMatch(/not in the environment.*client-node calls another address/);
  });

  test('fails when access is denied, and is unknown when the own token is hidden', () => {
    const finding = judge((facts) => {
      pathIn(facts, 'rooted').token = denied();
    });
    expect(finding).toMatchObject({ status: 'fail', causes: ['token-access'] });
    expect(finding.summary).toContain('is denied to this account');
    expect(textOf(finding.fix)).toContain('NT AUTHORITY');
    const hidden: Edit = (facts) => {
      pathIn(facts, 'mount-point').token = denied();
    };
    expect(judge(fallbackMode, stray('ffffffffffffffff'), hidden).status).toBe('unknown');
  });

  test('is skipped outside a HostProcess container', () => {
    expect(judge(plainProgram).status).toBe('skip');
    expect(judge(isolated).status).toBe('skip');
  });
});
