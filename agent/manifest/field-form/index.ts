import { containers } from './containers.ts';
import type { Form } from './form.ts';
import { metadata } from './metadata.ts';
import { pods } from './pods.ts';
import { scheduling } from './scheduling.ts';
import { security } from './security.ts';
import { variables } from './variables.ts';
import { volumes } from './volumes.ts';

/** What the API server refuses of a struct, by the struct's name. */
export const forms: Readonly<Record<string, Form>> = {
  ...metadata,
  ...pods,
  ...scheduling,
  ...containers,
  ...variables,
  ...volumes,
  ...security,
};
