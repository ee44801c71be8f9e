import { expect, test } from 'vitest';
import { json } from '../../agent/lint/json.ts';
import { lintSchema } from '../../agent/lint/schema.ts';
import { plainView } from '../../agent/renderer.ts';
import { result } from './results.ts';

test('json is the result as its schema has it', () => {
  const parsed = JSON.parse(json.render(result, plainView));
  expect(lintSchema.parse(parsed)).toEqual(result);
  expect(parsed).toMatchObject({
    files: 2,
    pods: [{ file: 'deploy/agent.yaml', line: 6, object: 'DaemonSet ops/agent' }],
    silenced: [{ rule: 'dns-policy', reason: '"<tools> & so on"' }],
    passedOver: { Service: 1, 'Pod that is not HostProcess': 1 },
  });
});
