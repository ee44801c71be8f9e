import { expect, test } from 'vitest';
import { z } from 'zod';
import { ask } from './ask.ts';
import { readLines } from './fill.ts';

/** What containerd 1.6.39, 1.7.34, 2.1.9 and 2.3.4 print of a configuration that they refuse, at their start and in config dump. */
const refusals = readLines('containerd-config.jsonl', z.strictObject({ id: z.string(), text: z.string().min(1) }));

test.each(refusals)('$id is the configuration of containerd', ({ text }) => {
  const { diagnoses } = ask(text);
  expect(diagnoses.map(({ signature }) => signature)).toEqual(['containerd-configuration']);
});
