import type { Measure } from './index.ts';
export async function firstReport(): Promise<Measure[]> {
  return [];
}
