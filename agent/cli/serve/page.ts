import { readFile } from 'node:fs/promises';

/** Beside the program; in a source tree, where npm run page writes it. */
const place = () =>
  new URL(import.meta.url.endsWith('.ts') ? '../../../dist/explain.html' : './explain.html', import.meta.url);

/** The page of /explain; null: this build has none. */
export async function readPage(): Promise<string | null> {
  try {
    return await readFile(place(), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
