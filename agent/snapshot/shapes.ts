import type { Shape } from './shaped.ts';
import written from './shapes.json' with { type: 'json' };

/** The places of what is saved as JSON in the list of shapes. */
export const shapeNames = written.names;

/** Each refers to earlier ones by their places. They are written as the type says, which the compiler cannot see in JSON. */
export const shapes = written.shapes as readonly Shape[];
