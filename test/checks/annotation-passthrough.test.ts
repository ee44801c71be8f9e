import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { annotationPassthrough } from '../../agent/checks/annotation-passthrough.ts';
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
    expect(finding.summary).toContain('gets no effect from it');
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

  test('is unknown when the configuration is not printed, or CRI is closed', () => {
    const unprinted = snapshotWith(({ runtime: { status } }) => {
      if (status.ok) status.value.config = null;
    });
    const closed = snapshotWith((facts) => {
      facts.runtime.status = denied();
    });
    expect([unprinted, closed].map((snapshot) => runCheck(annotationPassthrough, snapshot).status)).toEqual([
      'unknown',
      'unknown',
    ]);
  });
});
