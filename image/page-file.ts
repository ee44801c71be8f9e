import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { project } from './folder.ts';
import { bundlePage } from './page.ts';

// Makes the page: npm run page

const folder = join(project, 'dist');
const file = join(folder, 'hostprobe.html');
const page = await bundlePage({ served: false });
mkdirSync(folder, { recursive: true });
writeFileSync(file, page);
// An agent that runs from source serves this file at /explain.
writeFileSync(join(folder, 'explain.html'), await bundlePage({ served: true }));
const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
const sizes = `${kilobytes(Buffer.byteLength(page))}, ${kilobytes(gzipSync(page).length)} gzipped`;
process.stdout.write(`${relative(process.cwd(), file)}: ${sizes}. Open it in a browser.\n`);
