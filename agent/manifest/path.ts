/** The path from an object to one of its fields: names of fields, and indexes of list items. */
export type Path = readonly (string | number)[];

/** As the API server writes it: spec.containers[0].image, metadata.annotations[example.com/key]. */
export function showPath(path: Path): string {
  let shown = '';
  for (const step of path) {
    if (typeof step === 'number' || !/^[A-Za-z]+$/.test(step)) shown += `[${step}]`;
    else shown += shown === '' ? step : `.${step}`;
  }
  return shown;
}

/** A position in a text, both from 1; columns count UTF-16 units. */
export interface Position {
  line: number;
  column: number;
}
