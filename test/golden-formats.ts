import * as z from 'zod';
import { schemas } from '../agent/schemas.ts';

type Shape = z.core.JSONSchema.BaseSchema;

/** What other programs may count on in each JSON format: every field, a question mark behind one that may be left out. */
export const formats = (): string =>
  `${Object.entries(schemas)
    .flatMap(([name, schema]) => [...fieldsOf(name, z.toJSONSchema(schema))])
    .join('\n')}\n`;

function* fieldsOf(name: string, shape: Shape, depth = 0): Generator<string> {
  const { type, format, enum: values, minItems, items, anyOf, oneOf, properties = {}, required = [] } = shape;
  const [either, more] = [anyOf ?? oneOf ?? [], shape.additionalProperties];
  const bounds = { format, values, const: shape.const, minItems };
  const isBare = JSON.stringify(bounds) === '{}';
  if (either.length === 0)
    yield `${'  '.repeat(depth)}${name}: ${String(type)}${isBare ? '' : ` ${JSON.stringify(bounds)}`}`;
  for (const one of either) if (typeof one === 'object') yield* fieldsOf(name, one, depth);
  if (typeof items === 'object' && !Array.isArray(items)) yield* fieldsOf('each', items, depth + 1);
  if (typeof more === 'object') yield* fieldsOf('by name', more, depth + 1);
  for (const [own, field] of Object.entries(properties)) {
    if (typeof field === 'object') yield* fieldsOf(`${own}${required.includes(own) ? '' : '?'}`, field, depth + 1);
  }
}
