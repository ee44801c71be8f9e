import * as z from 'zod';
import { command } from '../command.ts';
import { suggest } from '../config/nearest.ts';
import { UserError } from '../error.ts';
import { schemas } from '../schemas.ts';

export const schema = command({
  id: 'schema',
  summary: 'print the JSON Schema of a JSON output',
  operands: `<${Object.keys(schemas).join('|')}>`,
  flags: [],
  outputs: [],
  details: '',
  exits: { 0: 'the schema is printed' },
  async run({ operands, print }) {
    const names = Object.keys(schemas);
    const [name, ...more] = operands;
    if (name === undefined || more.length > 0) throw new UserError(`name one schema: ${names.join(', ')}`);
    const chosen = schemas[name];
    if (chosen === undefined) throw new UserError(`there is no schema ${name}; ${suggest(name, names)}`);
    await print(`${JSON.stringify(z.toJSONSchema(chosen), null, 2)}\n`);
    return 0;
  },
});
