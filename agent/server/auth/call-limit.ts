import { QueryError } from '../../error.ts';

/** Lets a few calls run at once and `waiting` more calls wait; any further call is refused immediately. */
export function createCallLimit({ most, waiting }: { most: number; waiting: number }) {
  const line: (() => void)[] = [];
  let running = 0;

  return async function pass<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    if (running >= most) {
      if (line.length >= waiting) throw new QueryError('failed', 'too many requests already wait for the API server');
      await new Promise<void>((go) => line.push(go));
    } else running += 1;
    try {
      return await call();
    } finally {
      const next = line.shift();
      // The next waiting call takes the place.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
