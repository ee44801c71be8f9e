import { LookError } from '../../error.ts';

/** Lets a few calls run at once and as many more as `waiting` stand in line; whoever comes then is refused at once. */
export function createGate({ most, waiting }: { most: number; waiting: number }) {
  const line: (() => void)[] = [];
  let running = 0;

  return async function pass<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    if (running >= most) {
      if (line.length >= waiting) throw new LookError('failed', 'too many other questions wait for the API server');
      await new Promise<void>((go) => line.push(go));
    } else running += 1;
    try {
      return await call();
    } finally {
      const next = line.shift();
      // The place goes over to who is next in line.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
