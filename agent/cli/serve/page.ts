import { readFile } from 'node:fs/promises';

/** Beside the program; from source it is where npm run page puts it. */
const place = () =>
  new URL(import.meta.url.endsWith('.ts') ? '../../../dist/explain.html' : './explain.html', import.meta.url);

/** The page that explains in a browser, as an agent serves it; null: this program was built without. */
export async function readPage(): Promise<string | null> {
  try {
    return await readFile(place(), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
