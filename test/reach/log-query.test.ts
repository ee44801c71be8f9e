import { describe, expect, test } from 'vitest';
import { statementsIn } from '../../agent/reach/log-query.ts';

/** As PowerShell writes it in a console of 80 columns. Source: kubernetes pkg/kubelet/kubelet_server_journal_windows.go (getLoggingCmdArgs). */
const table = [
  '',
  '',
  '   ProviderName: containerd',
  '',
  'TimeCreated              Id LevelDisplayName Message',
  '-----------              -- ---------------- -------',
  '12/1/2026 2:37:20 AM      1 Error            StartContainer for "web" failed: There',
  '                                             is not enough space on the disk.',
  '12/1/2026 2:37:21 AM      1 Information      started',
  '',
];

describe('an answer of the log query', () => {
  test('has an event in each row, however many lines its message takes', () => {
    expect(statementsIn(table.join('\r\n'))).toEqual([
      {
        component: 'containerd',
        isEvent: true,
        statement: 'StartContainer for "web" failed: There is not enough space on the disk.',
      },
      { component: 'containerd', isEvent: true, statement: 'started' },
    ]);
  });

  test('has the lines of files, each by the program that writes so', () => {
    const lines = ['I1201 02:41:07.118234 4312 log.go:32] "x"', 'time="2026-12-01T02:37:20Z" level=error msg="y"'];
    expect(statementsIn(lines.join('\n'))).toEqual([
      { component: 'kubelet', isEvent: false, statement: lines[0] },
      { component: 'containerd', isEvent: false, statement: lines[1] },
    ]);
  });

  test('has a message that begins on the second line of its row, or without a row', () => {
    const [empty, more] = ['12/1/2026 2:37:20 AM      1 Error', `${' '.repeat(45)}said below`];
    const said = (...rows: string[]) => statementsIn([...table.slice(0, 6), ...rows].join('\n'));
    expect(said(empty, more).map(({ statement }) => statement)).toEqual(['said below']);
    expect(said(more, ...table.slice(8)).map(({ statement }) => statement)).toEqual(['said below', 'started']);
  });

  test('joins a word that is longer than the column', () => {
    const rows = [
      ...table.slice(0, 6),
      `12/1/2026 2:37:20 AM      1 Error            ${'a'.repeat(35)}`,
      `${' '.repeat(45)}${'b'.repeat(9)}`,
    ];
    expect(statementsIn(rows.join('\n'))[0]?.statement).toBe(`${'a'.repeat(35)}${'b'.repeat(9)}`);
  });
});
