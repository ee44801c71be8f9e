import * as z from 'zod';
import type { Command } from '../command.ts';
import { UserError } from '../error.ts';
import { lintSchema } from '../lint/result.ts';
import { suggest } from '../nearest.ts';
import { reportSchema } from '../report.ts';
import { snapshotSchema } from '../snapshot.ts';

const schemas: Readonly<Record<string, z.ZodType>> = { report: reportSchema, facts: snapshotSchema, lint: lintSchema };

export const schema: Command = {
  id: 'schema',
  summary: 'print the JSON Schema of a report, of a snapshot, or of what lint finds',
  operands: Object.keys(schemas).join('|'),
  flags: [],
  outputs: [],
  details: '',
  async run({ operands, print }) {
    const names = Object.keys(schemas);
    const [name, ...more] = operands;
    if (name === undefined || more.length > 0) throw new UserError(`say which one: ${names.join(' or ')}`);
    const chosen = schemas[name];
    if (chosen === undefined) throw new UserError(`there is no schema ${name}; ${suggest(name, names)}`);
    await print(`${JSON.stringify(z.toJSONSchema(chosen), null, 2)}\n`);
    return 0;
  },
};
