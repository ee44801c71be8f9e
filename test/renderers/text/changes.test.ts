import { describe, expect, test } from 'vitest';
import type { History } from '../../../agent/history.ts';
import { plainView } from '../../../agent/renderer.ts';
import { showHistory } from '../../../agent/renderers/text/changes.ts';

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
    expect(show({ changes })).toMatchInlineSnapshot(`
      "CHANGED since 2026-11-01T10:00:00.000Z
              between the runs at 2026-11-01T11:31:10.000Z and 2026-11-01T11:32:10.000Z:
                service containerd state: running -> stopped
                finding containerd-service: pass -> fail
              found at 2026-11-01T11:40:00.000Z, in the first run after a restart of hostprobe:
                service kubelet state: running -> none"
    `);
  });

  test('an empty history says that nothing changed', () => {
    expect(show({})).toBe('CHANGED nothing recorded since 2026-11-01T10:00:00.000Z');
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
