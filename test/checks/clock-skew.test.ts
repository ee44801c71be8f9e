import { describe, expect, test } from 'vitest';
import { runCheck } from '../../agent/check.ts';
import { clockSkew } from '../../agent/checks/clock-skew.ts';
import { textOf } from '../fix.ts';
import { got, snapshotWith } from '../snapshot.ts';
import { both, type Edit, isolated, pathIn, plainProgram } from '../variations.ts';

const judge = (...edits: Edit[]) => runCheck(clockSkew, snapshotWith(both(...edits)));
/** An answer of the API server, whose clock says 12:00:00, at this time of the node's. */
const receivedAt = (time: string): Edit => {
  return (facts) => {
    const reply = { status: 401, date: '2026-11-01T12:00:00.000Z', receivedAt: time, certificate: null };
    facts.network.apiServer.answer = got(reply);
  };
};
const silent: Edit = (facts) => {
  facts.network.apiServer.answer = { ok: false, error: { kind: 'timeout', message: 'no answer within 3000 ms' } };
};
const issuedAt = (time: string): Edit => {
  return (facts) => {
    const { token } = pathIn(facts, 'fixed');
    if (token.ok && token.value?.claims) token.value.claims.issuedAt = time;
  };
};

describe('clock-skew', () => {
  test.each([
    ['2026-11-01T12:00:00.300Z', 'less than a second apart'],
    ['2026-11-01T12:01:00.000Z', '60 s ahead'],
    ['2026-11-01T11:59:10.000Z', '50 s behind'],
  ])('passes within a minute: %s', (time, summary) => {
    expect(judge(receivedAt(time))).toMatchObject({ status: 'pass', summary });
  });

  test.each([
    ['2026-11-01T12:01:01.000Z', '61 s ahead'],
    ['2026-11-01T11:58:59.000Z', '61 s behind'],
    ['2026-11-01T11:00:00.000Z', '3600 s behind'],
  ])('warns beyond a minute: %s', (time, text) => {
    const finding = judge(receivedAt(time));
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain(text);
    expect(textOf(finding.fix)).toContain('w32tm /resync');
  });

  test('goes by a token from the future when the API server is silent', () => {
    const finding = judge(silent, issuedAt('2026-11-01T12:10:00.000Z'));
    expect(finding.status).toBe('warn');
    expect(finding.summary).toContain('600 s behind');
    expect(finding.evidence).toContainEqual({ label: 'token issued at', value: '2026-11-01T12:10:00.000Z' });
  });

  test('is unknown when the API server is silent and no token of its own is from the future', () => {
    const unknown = { status: 'unknown', summary: expect.stringContaining('no answer within 3000 ms') };
    expect(judge(silent)).toMatchObject(unknown);
    expect(judge(silent, issuedAt('2026-11-01T12:00:00.000Z'))).toMatchObject(unknown);
    expect(judge(silent, issuedAt('2026-11-01T12:10:00.000Z'), isolated)).toMatchObject(unknown);
  });

  test('is skipped when the answer has no date, is refused, or no API server is known', () => {
    expect(
      judge((facts) => {
        const reply = { status: 401, date: null, receivedAt: '2026-11-01T12:00:00.000Z', certificate: null };
        facts.network.apiServer.answer = got(reply);
      }),
    ).toMatchObject({ status: 'skip', summary: 'the API server sends no date' });
    expect(
      judge((facts) => {
        facts.network.apiServer.answer = got(null);
      }),
    ).toMatchObject({ status: 'skip', summary: 'the API server refuses the connection; see api-server' });
    expect(judge(plainProgram).status).toBe('skip');
  });
});
