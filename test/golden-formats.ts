import * as z from 'zod';
import { schemas } from '../agent/schemas.ts';

type Shape = z.core.JSONSchema.BaseSchema;

/**
 * What other programs may count on in each JSON format: a line for each object, with its fields and what they hold; a question
 * mark is behind a field that may be left out. Objects of one form stand once. The facts stand in agent/snapshot/shapes.json.
 */
export function formats(): string {
  const known = new Map<string, string>();
  const lines: string[] = [];
  /** What a value is; an object is told by the place of its line. */
  const told = (at: string, shape: Shape): string => {
    const { type, format, enum: values, minItems, items, anyOf, oneOf, properties, required = [] } = shape;
    const either = (anyOf ?? oneOf ?? []).filter((one) => typeof one === 'object');
    if (either.length > 0) return either.map((one) => told(at, one)).join(' or ');
    const bounds = JSON.stringify(shape.const ?? values ?? format ?? minItems) ?? '';
    if (typeof items === 'object' && !Array.isArray(items)) return `${bounds}[${told(`${at}[]`, items)}]`;
    const more = shape.additionalProperties;
    if (properties === undefined && typeof more === 'object') return `by name ${told(`${at}.*`, more)}`;
    if (properties === undefined) return `${String(type)} ${bounds}`.trim();
    const form = JSON.stringify(shape);
    const before = known.get(form);
    if (before !== undefined) return `as ${before}`;
    known.set(form, at);
    const place = lines.push('') - 1;
    const fields = Object.entries(properties).map(([name, field]) => {
      const mark = required.includes(name) ? '' : '?';
      return `${name}${mark}: ${typeof field === 'object' ? told(`${at}.${name}`, field) : String(field)}`;
    });
    lines[place] = `${at} { ${fields.join('; ')} }`;
    return 'object';
  };
  for (const [name, schema] of Object.entries(schemas)) if (name !== 'facts') told(name, z.toJSONSchema(schema));
  return `${lines.join('\n')}\n`;
}
