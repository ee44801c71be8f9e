import { expect, test } from 'vitest';
import * as z from 'zod';
import { assess } from '../../../agent/assess.ts';
import { HttpProblem } from '../../../agent/server/answer/problem.ts';
import {
  placeholders,
  readQuery,
  readReportQuery,
  selectChecks,
  sentText,
} from '../../../agent/server/answer/query.ts';
import { snapshotOf } from '../../stories.ts';

const problemOf = (ask: () => unknown): HttpProblem => {
  try {
    ask();
  } catch (error) {
    if (error instanceof HttpProblem) return error;
    throw error;
  }
  throw new Error('there is no problem');
};

test('a parameter that is not known is answered with the one that is near, else with all', () => {
  const unknown = (query: object) => problemOf(() => readReportQuery(query));
  expect(unknown({ chek: 'a' })).toMatchObject({
    statusCode: 400,
    message: 'unknown parameter chek; did you mean check?',
  });
  expect(unknown({ x: '1' }).message).toBe('unknown parameter x; it is one of: format, status, check');
  expect(problemOf(() => readQuery(z.strictObject({ since: z.string('must be given') }), {})).message).toBe(
    'the parameter since must be given',
  );
});

test('checks are asked for by commas, by repetition, or both', () => {
  expect(readReportQuery({}).checks).toBeNull();
  expect(readReportQuery({ check: 'a,b' }).checks).toEqual(['a', 'b']);
  expect(readReportQuery({ check: ['a', 'b,c'] }).checks).toEqual(['a', 'b', 'c']);
});

test('a part of a report has its checks alone, and each failure that one of them belongs to', () => {
  const report = assess(snapshotOf('containerd-user-account'));
  const [first, second, third] = report.findings.map(({ check }) => check);
  const [diagnosis] = report.diagnoses;
  if (first === undefined || second === undefined || third === undefined || diagnosis === undefined)
    throw new Error('the story has findings and a failure');
  const whole = { ...report, diagnoses: [{ ...diagnosis, checks: [first, second] }] };
  const part = (...ids: string[]) => selectChecks(whole, ids);
  expect(part(first).findings.map(({ check }) => check)).toEqual([first]);
  expect(part(second).diagnoses).toHaveLength(1);
  expect(part(first, second).diagnoses).toHaveLength(1);
  expect(part(third).diagnoses).toEqual([]);
  expect(problemOf(() => part(`${first}x`)).message).toBe(`there is no check "${first}x"; did you mean ${first}?`);
});

test('a body of nothing but space is none, and says how one is sent', () => {
  const wanted = { what: 'a log', file: 'kubelet.log' };
  for (const body of [undefined, Buffer.from(''), Buffer.from(' \r\n')]) {
    expect(problemOf(() => sentText(body, wanted))).toMatchObject({
      statusCode: 400,
      message: 'send a log as the body, for example with curl --data-binary @kubelet.log',
    });
  }
  expect(sentText(Buffer.from('\ufefftext', 'utf16le'), wanted)).toBe('text');
});

test('the placeholders of another answer are 32 bytes in hex', () => {
  const read = (key: string) => readQuery(z.strictObject({ key: placeholders() }), { key }).key;
  expect(read('0f'.repeat(32))).toBe('0f'.repeat(32));
  for (const wrong of ['0f'.repeat(31), '0f'.repeat(33), 'g0'.repeat(32), '0F'.repeat(32)]) {
    expect(problemOf(() => read(wrong)).message).toBe('the parameter key must be 64 hex digits');
  }
});

test('a route without parameters says so, and one with a single parameter names it', () => {
  const none = problemOf(() => readQuery(z.strictObject({}), { x: '1' }));
  expect(none.message).toBe('unknown parameter x; this route has none');
  const one = problemOf(() => readQuery(z.strictObject({ since: z.string() }), { x: '1' }));
  expect(one.message).toContain('since');
});
