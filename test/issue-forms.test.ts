import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { pathOf } from './pages.ts';

const folder = pathOf('.github/ISSUE_TEMPLATE');
const names = readdirSync(folder).filter((name) => name !== 'config.yml');

/** GitHub shows no form that breaks its rules: https://docs.github.com/communities (syntax for GitHub's form schema). */
const field = z.strictObject({
  type: z.enum(['textarea', 'input', 'dropdown']),
  id: z.string().regex(/^[\w-]+$/),
  attributes: z.strictObject({
    label: z.string().min(1),
    description: z.string().optional(),
    placeholder: z.string().optional(),
    render: z.string().optional(),
    options: z.array(z.string()).min(1).optional(),
  }),
  validations: z.strictObject({ required: z.boolean() }).optional(),
});
const formSchema = z.strictObject({
  name: z.string().min(1),
  description: z.string().min(1),
  labels: z.array(z.string()),
  body: z.array(field).min(1),
});

describe.each(names)('the issue form %s', (name) => {
  const { body } = formSchema.parse(parse(readFileSync(`${folder}/${name}`, 'utf8')));

  test('asks for the report as JSON, or a bundle', () => {
    const asked = body.map(({ attributes: { description = '' } }) => description).join('\n');
    expect(asked).toContain('hostprobe report -o json');
    expect(asked).toContain('hostprobe bundle');
  });

  test('has each id and label once', () => {
    for (const all of [body.map(({ id }) => id), body.map(({ attributes: { label } }) => label)]) {
      expect(new Set(all).size).toBe(all.length);
    }
  });
});
