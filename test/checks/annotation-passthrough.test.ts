import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { annotationPassthrough } from '../../agent/checks/annotation-passthrough.ts';
import type { FactValues } from '../../agent/facts/index.ts';
import type { RuntimeStatus } from '../../agent/facts/runtime.ts';
import { textOf } from '../fix.ts';
import { denied, snapshotWith } from '../snapshot.ts';

type Handler = NonNullable<RuntimeStatus['config']>['handlers'][number];

const handler = (different: Partial<Handler>): Handler => ({
  name: 'runhcs-wcow-process',
  type: 'io.containerd.runhcs.v1',
  podAnnotations: [],
  containerAnnotations: ['io.microsoft.container.*'],
  ...different,
});

const judge = (...handlers: Handler[]) =>
  runCheck(
    annotationPassthrough,
    snapshotWith(({ runtime: { status } }) => {
      if (status.ok && status.value.config) status.value.config.handlers = handlers;
    }),
  );

describe('annotation-passthrough', () => {
  test("passes with containerd's defaults, and says that the annotations have no effect", () => {
    const finding = judge(handler({}));
    expect(finding.status).toBe('pass');
    expect(finding.summary).toContain('have no effect');
    expect(finding.evidence).toEqual([
      { label: 'handler runhcs-wcow-process', value: 'pod: none; container: io.microsoft.container.*' },
    ]);
  });

  test.each([
    [{ podAnnotations: ['microsoft.com/*'] }],
    [{ podAnnotations: ['microsoft.com/hostprocess-inherit-user'] }],
    [{ containerAnnotations: ['microsoft.com/hostprocess-*'] }],
  ])('warns when the account of containerd is to be had: %j', (different) => {
    const finding = judge(handler(different));
    expect(finding).toMatchObject({ status: 'warn', causes: ['inherit-user-annotation'] });
    expect(finding.summary).toContain('handler runhcs-wcow-process');
    expect(textOf(finding.fix)).toContain('pod_annotations');
  });

  test('names the handler that lets it through', () => {
    const finding = judge(handler({}), handler({ name: 'open', podAnnotations: ['*/*'] }));
    expect(finding.summary).toContain('(handler open)');
    const wide = { name: 'wide', containerAnnotations: ['microsoft.com/*'] };
    expect(judge(handler({ name: 'open', podAnnotations: ['*/*'] }), handler({}), handler(wide)).summary).toContain(
      '(handler open, wide)',
    );
  });

  test('is not misled by a star, which stops at a slash', () => {
    expect(judge(handler({ podAnnotations: ['*'] })).status).toBe('pass');
  });

  test('passes with a note when only the rootfs location is let through', () => {
    const finding = judge(handler({ podAnnotations: ['microsoft.com/hostprocess-rootfs-location'] }));
    expect(finding.status).toBe('pass');
    expect(finding.summary).toContain('only microsoft.com/hostprocess-rootfs-location');
  });

  test('is skipped where no handler uses the runhcs shim', () => {
    expect(judge(handler({ type: 'io.containerd.runc.v2', podAnnotations: ['*/*'] })).status).toBe('skip');
  });

  describe('by the configuration files, for an account that may not ask the runtime', () => {
    const byFile = (handlers: Handler[] | undefined, edit: (facts: FactValues) => void = () => undefined) =>
      runCheck(
        annotationPassthrough,
        snapshotWith((facts) => {
          facts.runtime.status = denied();
          const { config } = facts['runtime-binaries'];
          if (!config.ok || config.value === null) return;
          if (handlers === undefined) delete config.value.handlers;
          else config.value.handlers = handlers;
          edit(facts);
        }),
      );

    test('passes and warns as by the runtime, and names the file', () => {
      const source = {
        label: 'read from',
        value: 'C:\\Program Files\\containerd\\config.toml, changed 2026-10-01T00:00:00.000Z',
      };
      const passed = byFile([handler({})]);
      const more = { path: 'C:\\conf.d\\a.toml', modifiedAt: '2026-10-02T00:00:00.000Z' };
      const imported = byFile([handler({})], (facts) => {
        const { config } = facts['runtime-binaries'];
        if (config.ok && config.value !== null) config.value.imports = [more];
      });
      expect(imported.evidence).toContainEqual({
        label: 'read from',
        value: `${more.path}, changed ${more.modifiedAt}`,
      });
      expect(passed.status).toBe('pass');
      expect(passed.evidence).toContainEqual(source);
      expect(passed.evidence.map(({ label }) => label)).not.toContain('handlers');
      const open = byFile([handler({ podAnnotations: ['microsoft.com/*'] })]);
      expect(open).toMatchObject({ status: 'warn', causes: ['inherit-user-annotation'] });
      expect(open.evidence).toContainEqual(source);
    });

    test("passes with containerd's own handlers where the files set none", () => {
      const finding = byFile([]);
      expect(finding.status).toBe('pass');
      expect(finding.evidence).toContainEqual({ label: 'handlers', value: "none is set: containerd's own" });
    });

    test('is not judged if the files do not say, or cannot be read', () => {
      const refused = byFile([handler({})], (facts) => {
        const { config } = facts['runtime-binaries'];
        if (config.ok && config.value) config.value.refused = { path: 'C:\\x.toml', line: 1, message: 'no TOML' };
      });
      expect([byFile(undefined).status, refused.status]).toEqual(['unknown', 'unknown']);
    });

    test('does not replace the answer of a runtime that hangs', () => {
      const finding = byFile([handler({})], (facts) => {
        facts.runtime.status = { ok: false, error: { kind: 'timeout', message: 'no answer within 4000 ms' } };
      });
      expect(finding.status).toBe('unknown');
    });
  });

  test('is unknown when the configuration is not printed, or CRI is closed', () => {
    const unprinted = snapshotWith(({ runtime: { status } }) => {
      if (status.ok) status.value.config = null;
    });
    const closed = snapshotWith((facts) => {
      facts.runtime.status = denied();
      facts['runtime-binaries'].config = denied();
    });
    expect(runCheck(annotationPassthrough, unprinted)).toMatchObject({
      status: 'unknown',
      summary: expect.stringContaining('the runtime does not print its configuration'),
    });
    expect(runCheck(annotationPassthrough, closed).status).toBe('unknown');
  });
});
