import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { assess } from '../../agent/assess.ts';
import { type Fix, inManifest, onNode, verified } from '../../agent/fix.ts';
import type { History } from '../../agent/history.ts';
import { plainView } from '../../agent/renderer.ts';
import { html } from '../../agent/renderers/html.ts';
import type { Report } from '../../agent/report.ts';
import { schemaVersion } from '../../agent/snapshot.ts';
import { snapshotOf } from '../stories.ts';

export const reportOfStory = (story: string): Report => assess(snapshotOf(story));

/** Several steps, a command of several lines, a risk, a check. */
export const fullFix: Fix = verified("sc.exe qc 'my containerd'", 'SERVICE_START_NAME is LocalSystem.', [
  onNode('Restart it.', "Restart-Service 'my containerd' -Force", 'New pods wait.'),
  inManifest('Set the user.', 'windowsOptions:\n  runAsUserName: NT AUTHORITY\\SYSTEM'),
  onNode('Wait a minute.'),
]);

/** One of everything that the page can show. */
export function fullReport(): Report {
  const report = reportOfStory('containerd-user-account');
  const [, warns, unknown, unknownToo, skips, fails] = report.findings;
  const evidence = () => [{ label: 'seen', value: 'first\nsecond' }];
  if (warns)
    Object.assign(warns, {
      status: 'warn',
      fix: { steps: [onNode('do this')] },
      evidence: evidence(),
      causes: ['bind-filter', 'token-path'],
    });
  for (const one of [unknown, unknownToo]) {
    if (one) Object.assign(one, { status: 'unknown', fix: { steps: [onNode('Run as SYSTEM')] }, evidence: evidence() });
    // Only what passed has one.
    delete one?.note;
  }
  if (skips) Object.assign(skips, { status: 'skip', evidence: [], reference: null });
  if (fails) Object.assign(fails, { status: 'fail', fix: fullFix, reference: 'ask the vendor' });
  const [diagnosis] = report.diagnoses;
  Object.assign(diagnosis?.seen[0] ?? {}, { pod: 'hostprobe/hostprobe-x7k2p', container: 'hostprobe' });
  Object.assign(diagnosis?.causes[2] ?? {}, { weight: 'likely' });
  report.facts.runtime = { ok: false, ms: 3, error: { kind: 'denied', message: 'OpenProcessToken', code: '5' } };
  report.counts = { pass: report.findings.length - 6, skip: 1, warn: 1, fail: 2, unknown: 2, hidden: 0 };
  return { ...report, stale: true, history: fullHistory() };
}

/** More looks than are open to the eye, one after a break, and things of every kind. */
export function fullHistory(): History {
  const after = (minutes: number) => new Date(Date.parse('2026-11-24T08:00:00.000Z') + 60_000 * minutes).toISOString();
  const changes = [1, 20, 300, 900, 1868].flatMap((minutes, index) =>
    [
      { what: 'status', from: 'healthy', to: index % 2 === 0 ? 'unhealthy' : 'degraded' },
      { what: 'finding containerd-account', from: 'pass', to: 'fail' },
      { what: 'containerd account', from: 'LocalSystem', to: 'WIN-NODE-1\\Administrator' },
      { what: 'diagnosis logon-denied', from: null, to: 'containerd-account confirmed' },
    ].map((change) => ({ at: after(minutes), after: index === 3 ? null : after(minutes - 1), ...change })),
  );
  return {
    schemaVersion,
    since: after(-60),
    begins: after(0),
    file: 'C:\\ProgramData\\hostprobe\\history.jsonl',
    problem: 'the history cannot be written: ENOSPC',
    changes,
  };
}

/** The URL of the page in a file of its own, gone when the test ends. `edit` is for what a test must take away from it. */
export function pageFile(report: Report, edit: (page: string) => string = (page) => page): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'report.html');
  writeFileSync(path, edit(html.render(report, plainView)));
  return pathToFileURL(path).href;
}
