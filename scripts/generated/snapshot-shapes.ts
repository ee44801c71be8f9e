import * as z from 'zod';
import { bundleManifestSchema } from '../../agent/bundle/schema.ts';
import { factSchemas } from '../../agent/facts/index.ts';
import { inventory } from '../../agent/facts/os.ts';
import { setup } from '../../agent/facts/setup.ts';
import { changeSchema, historySchema } from '../../agent/history.ts';
import { snapshotSchema } from '../../agent/snapshot/schema.ts';
import type { Shape, ShapeRef } from '../../agent/snapshot/shaped.ts';

type Schema = z.core.JSONSchema.JSONSchema;

/** What is saved as JSON and read again, and each fact when it is gathered. */
const saved: Readonly<Record<string, z.ZodType>> = {
  snapshot: snapshotSchema,
  'list of files': bundleManifestSchema,
  'history head': historySchema.omit({ changes: true }),
  change: changeSchema,
  ...factSchemas,
  setup,
  inventory,
};

/** What the schemas of saved files ask for, as data that needs no zod: a line for each shape. */
export async function snapshotShapes(): Promise<string> {
  const shapes: string[] = [];
  const place = (shape: Shape): ShapeRef => {
    const json = JSON.stringify(shape);
    return shapes.includes(json) ? shapes.indexOf(json) : shapes.push(json) - 1;
  };
  const names = Object.entries(saved).map(([name, schema]) => {
    const { $schema, ...json } = z.toJSONSchema(schema, { io: 'input' });
    return [name, partOf(json, place)];
  });
  const written = JSON.stringify(Object.fromEntries(names));
  return `{ "names": ${written},\n"shapes": [\n${shapes.join(',\n')}\n] }\n`;
}

/** @throws for what a shape cannot say */
function partOf(schema: Schema, place: (shape: Shape) => ShapeRef): ShapeRef {
  const { type, ...more } = schema;
  const inner = (one: unknown) => partOf(one as Schema, place);
  if (Array.isArray(type)) return place({ either: type.map((one) => inner({ ...more, type: one })) });
  switch (`${type ?? 'any'} ${Object.keys(more).toSorted().join(' ')}`.trim()) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return type as ShapeRef;
    case 'string enum':
      return place({ oneOf: schema.enum ?? [] });
    case 'string const':
    case 'number const':
    case 'boolean const':
      return place({ oneOf: [schema.const] });
    case 'string format pattern':
      return place({ like: schema.pattern ?? '', called: `a ${schema.format}` });
    case 'string maxLength':
      return place({ like: `^[^]{0,${schema.maxLength}}$`, called: `text of at most ${schema.maxLength} characters` });
    case 'any oneOf':
    case 'any anyOf':
      return place({ either: (schema.oneOf ?? schema.anyOf ?? []).map(inner) });
    case 'array items':
      return place({ list: inner(schema.items) });
    case 'object additionalProperties propertyNames':
      return place({ map: inner(schema.additionalProperties) });
    case 'object properties':
    case 'object properties required': {
      const name = (field: string) => (schema.required?.includes(field) ? field : `${field}?`);
      const fields = Object.entries(schema.properties ?? {});
      return place({ fields: Object.fromEntries(fields.map(([field, value]) => [name(field), inner(value)])) });
    }
    default:
      throw new Error(`a shape cannot say ${JSON.stringify(schema)}`);
  }
}
