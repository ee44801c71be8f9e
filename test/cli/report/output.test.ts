import { expect, test } from 'vitest';
import { outputs, rendererOf } from '../../../agent/cli/report/output.ts';
import { renderers } from '../../../agent/renderers/index.ts';

test('-o of report knows all renderers, in their order', async () => {
  expect(await Promise.all(outputs.map((output) => rendererOf(output)))).toEqual(renderers);
});
