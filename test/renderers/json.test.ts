import { expect, test } from 'vitest';
import { plainView } from '../../agent/renderer.ts';
import { json } from '../../agent/renderers/json.ts';
import { reportSchema } from '../../agent/report/schema.ts';
import { finding, reportOf } from './reports.ts';

test('the report as JSON is the report, and fits its schema', () => {
  const report = reportOf([finding('a', { status: 'fail', summary: 'NT-AUTORITÄT' })], { status: 'unhealthy' });
  expect(reportSchema.strict().parse(JSON.parse(json.render(report, plainView)))).toEqual(report);
});
