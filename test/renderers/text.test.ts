import { describe, expect, test } from 'vitest';
import { explained, onNode } from '../../agent/fix.ts';
import type { History } from '../../agent/history.ts';
import { defused } from '../../agent/print/printable.ts';
import { plainView } from '../../agent/renderer.ts';
import { showHistory, text } from '../../agent/renderers/text.ts';
import type { Diagnosis } from '../../agent/report.ts';
import { finding, reportOf } from './reports.ts';

const render = (...args: Parameters<typeof reportOf>) => text.render(reportOf(...args), plainView);

const bad = finding('containerd-account', {
  status: 'fail',
  summary: 'containerd runs as .\\Administrator',
  evidence: [
    { label: 'service account', value: '.\\Administrator' },
    { label: 'log', value: 'first\nsecond' },
  ],
  fix: explained({ steps: [onNode('Let it run as LocalSystem.', 'sc.exe config containerd obj= LocalSystem')] }),
  reference: 'https://kubernetes.io/docs/',
  causes: ['containerd-account'],
});

describe('the report as text', () => {
  test('of a healthy node has three lines', () => {
    expect(render([finding('a'), finding('b', { status: 'skip' })])).toBe(
      'hostprobe 0.1.0: win-node-1 is healthy, as seen at 2026-11-01T12:00:00.000Z\n' +
        'New HostProcess pods start here: bind mode, containerd 1.7.28, as SYSTEM.\n\n' +
        '1 of 1 passed; 1 skipped (not applicable).\n',
    );
  });

  test('shows a failure with its evidence, the fix and the reference', () => {
    expect(render([finding('a'), bad], { status: 'unhealthy' })).toBe(
      [
        'hostprobe 0.1.0: win-node-1 is unhealthy, as seen at 2026-11-01T12:00:00.000Z',
        'New HostProcess pods do not start on this node, or not correctly. containerd runs as',
        '.\\Administrator.',
        '',
        'FAIL    containerd-account: Title of containerd-account',
        '        containerd runs as .\\Administrator',
        '          service account: .\\Administrator',
        '          log: first',
        '            second',
        '        Fix, on the node: Let it run as LocalSystem.',
        '            sc.exe config containerd obj= LocalSystem',
        '        Cause: containerd-account',
        '        See: https://kubernetes.io/docs/',
        '',
        '1 of 2 passed; 1 failed.',
        '',
      ].join('\n'),
    );
  });

  test('puts failures before warnings, and warnings before unknown checks', () => {
    const shown = render([
      finding('quiet'),
      finding('not-known', { status: 'unknown', fix: explained({ steps: [onNode('Run as SYSTEM')] }) }),
      finding('small', { status: 'warn', fix: explained({ steps: [onNode('later')] }) }),
      finding('large', { status: 'fail', fix: explained({ steps: [onNode('now')] }) }),
    ]);
    expect(shown.match(/^(FAIL|WARN|UNKNOWN|PASS)/gm)).toEqual(['FAIL', 'WARN', 'UNKNOWN']);
    expect(shown).not.toContain('quiet');
    expect(shown).toContain('1 of 4 passed; 1 failed, 1 warned, 1 could not be judged.');
  });

  test('says only once why many checks could not be judged', () => {
    const denied = {
      status: 'unknown' as const,
      summary: 'could not read: denied',
      fix: explained({ steps: [onNode('Run as SYSTEM')] }),
    };
    expect(
      render([
        finding('a', denied),
        finding('b', denied),
        finding('c', { ...denied, fix: explained({ steps: [onNode('Run again')] }) }),
      ]),
    ).toContain('UNKNOWN a, b\n        could not read: denied\n        Fix: Run as SYSTEM\n\nUNKNOWN c: Title of c\n');
  });

  test('shows passed and skipped checks with --verbose', () => {
    const report = reportOf([finding('a'), finding('b', { status: 'skip' }), bad]);
    const shown = text.render(report, { ...plainView, verbose: true });
    expect(shown.match(/^(FAIL|PASS|SKIP)/gm)).toEqual(['FAIL', 'PASS', 'SKIP']);
    expect(shown).toContain('PASS    a: Title of a\n        summary of a\n');
  });

  test('ends with the notes, what only SYSTEM sees, and how many checks there are of each status', () => {
    const shown = render([
      finding('a', { note: 'it ends soon' }),
      ...['b', 'c'].map((id) => finding(id, { status: 'hidden' })),
      ...['d', 'e'].map((id) => finding(id, { status: 'unknown' })),
      finding('f', { status: 'warn' }),
      ...['g', 'h', 'i'].map((id) => finding(id, { status: 'fail' })),
      finding('j', { status: 'skip' }),
    ]);
    expect(shown.split('\n\n').at(-1)).toBe(
      'Note, by a: it ends soon.\n2 checks need SYSTEM: b, c.\n' +
        '1 of 9 passed; 3 failed, 1 warned, 2 could not be judged, 2 hidden from this account, 1 skipped (not\napplicable).\n',
    );
    expect(render([finding('a'), finding('b', { status: 'hidden' })])).toContain(
      '\n1 check needs SYSTEM: b.\n1 of 2 passed; ',
    );
  });

  test('with --verbose has the hidden and the passed checks, and the skipped that say the same as one', () => {
    const skip = { status: 'skip' as const, summary: 'no such pod' };
    const report = reportOf([finding('a'), finding('b', skip), finding('c', { status: 'hidden' }), finding('d', skip)]);
    const shown = text.render(report, { ...plainView, verbose: true });
    expect(shown.match(/^(?:PASS|SKIP|HIDDEN).*/gm)).toEqual([
      'HIDDEN  c: Title of c',
      'PASS    a: Title of a',
      'SKIP    b, d',
    ]);
  });

  test('says at the top which values come from a stand-in', () => {
    expect(render([finding('a')], { standIns: ['own token (recorded: why)', 'groups'] }).split('\n')[2]).toBe(
      'Not read from this node, but given by stand-ins (-o json says why): own token, groups.',
    );
  });

  test('wraps at the width, but never inside evidence, so that it can be copied', () => {
    const long = 'word '.repeat(60).trim();
    const value = `C:\\${'x'.repeat(120)}`;
    const report = reportOf([
      finding('a', {
        status: 'fail',
        summary: long,
        fix: explained({ steps: [onNode(long)] }),
        evidence: [{ label: 'path', value }],
      }),
    ]);
    const lines = text.render(report, { ...plainView, width: 80 }).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([`          path: ${value}`]);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });

  test('colours only the marks, and only if asked to', () => {
    const report = reportOf([bad]);
    expect(text.render(report, plainView)).not.toContain('\u001b');
    const coloured = defused(text.render(report, { ...plainView, colour: true }));
    expect(coloured).toContain('\u001b[31mFAIL   \u001b[39m');
  });

  test('prints no escape sequence of the node, and only ASCII on a console that needs it', () => {
    const strange = finding('a', {
      status: 'warn',
      summary: 'NT-AUTORITÄT',
      evidence: [{ label: 'x', value: '\u001b[2J\u0007' }],
    });
    expect(render([strange])).toContain('NT-AUTORITÄT');
    expect(render([strange])).not.toMatch(/[^\P{Cc}\n]/u);
    expect(text.render(reportOf([strange]), { ...plainView, ascii: true })).toMatch(/^[\x20-\x7e\n]*$/);
  });

  test('shows a diagnosis with its causes by weight, and only the names of those ruled out', () => {
    const cause = {
      title: 'Title',
      evidence: [{ label: 'account', value: '.\\x' }],
      fix: explained({ steps: [onNode('do this')] }),
      reference: '',
    };
    const diagnosis: Diagnosis = {
      signature: 'logon-denied',
      title: 'The log-on was refused',
      component: 'hcsshim',
      hostProcess: true,
      captured: {},
      seen: [
        {
          source: 'containerd.log',
          text: 'failed to logon user',
          count: 3,
          at: '2026-11-01T11:00:00.000Z',
          pod: 'p',
          container: 'c',
        },
      ],
      causes: [
        { ...cause, id: 'containerd-account', weight: 'confirmed' },
        { ...cause, id: 'image-user', weight: 'ruled-out' },
        { ...cause, id: 'password-policy', weight: 'ruled-out' },
      ],
      checks: [],
    };
    expect(render([finding('a')], { diagnoses: [diagnosis] })).toContain(
      [
        'ERROR   logon-denied: The log-on was refused',
        '        3 times in containerd.log (pod p, container c), last at 2026-11-01T11:00:00.000Z:',
        '          failed to logon user',
        '        confirmed containerd-account: Title',
        '          account: .\\x',
        '          Fix: do this',
        '        Ruled out: image-user, password-policy',
      ].join('\n'),
    );
    expect(render([], { diagnoses: [diagnosis, { ...diagnosis, signature: 'mount-pipe', causes: [] }] })).toContain(
      [
        'ERROR          PODS   TIMES   FIRST CAUSE          HOW SURE',
        'logon-denied   p      3       containerd-account   confirmed',
        'mount-pipe     p      3       -                    -',
        '',
        'ERROR   logon-denied',
      ].join('\n'),
    );
  });
});

const history = (more: Partial<History>): History => ({
  schemaVersion: 1,
  since: '2026-11-01T10:00:00.000Z',
  begins: '2026-10-01T00:00:00.000Z',
  file: 'C:\\ProgramData\\hostprobe\\history.jsonl',
  problem: null,
  changes: [],
  ...more,
});
const look = { at: '2026-11-01T11:32:10.000Z', after: '2026-11-01T11:31:10.000Z' };
const show = (more: Partial<History>) => showHistory(history(more), plainView);

describe('what changed, in text', () => {
  test('is grouped by run, the oldest first', () => {
    const changes = [
      { ...look, what: 'service containerd state', from: 'running', to: 'stopped' },
      { ...look, what: 'finding containerd-service', from: 'pass', to: 'fail' },
      { at: '2026-11-01T11:40:00.000Z', after: null, what: 'service kubelet state', from: 'running', to: null },
    ];
    expect(show({ changes }).split('\n')).toEqual([
      'CHANGED since 2026-11-01T10:00:00.000Z',
      '        between the runs at 2026-11-01T11:31:10.000Z and 2026-11-01T11:32:10.000Z:',
      '          service containerd state: running -> stopped',
      '          finding containerd-service: pass -> fail',
      '        found at 2026-11-01T11:40:00.000Z, in the first run after a restart of hostprobe:',
      '          service kubelet state: running -> none',
    ]);
  });

  test('an empty history says that nothing changed', () => {
    expect(show({})).toBe('CHANGED nothing recorded since 2026-11-01T10:00:00.000Z');
  });

  test('of all that is kept says that it is that, and nothing of its begin', () => {
    const change = { ...look, what: 'status', from: null, to: 'healthy' };
    expect(show({ since: null, changes: [change] }).split('\n')).toEqual([
      'CHANGED (recorded history)',
      '        between the runs at 2026-11-01T11:31:10.000Z and 2026-11-01T11:32:10.000Z:',
      '          status: none -> healthy',
    ]);
    expect(show({ since: null })).toBe('CHANGED nothing recorded');
    for (const begins of [null, history({}).since]) expect(show({ begins })).not.toContain('begins');
  });

  test('says so if the history begins later than asked for', () => {
    expect(show({ begins: '2026-11-01T11:00:00.000Z' })).toContain(
      'The history begins at 2026-11-01T11:00:00.000Z; earlier changes are not known.',
    );
  });

  test('says what is wrong with the history', () => {
    expect(show({ problem: 'the disk is full' })).toContain('The history has a problem: the disk is full.');
  });

  test('writes no control character of a node to the terminal', () => {
    const change = { ...look, what: 'node name', from: '\u001b[31mred', to: 'a\nFAIL b' };
    expect(
      show({ changes: [change] })
        .split('\n')
        .at(-1),
    ).toBe('          node name: red -> a FAIL b');
  });
});
