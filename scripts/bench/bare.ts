import { writeFile } from 'node:fs/promises';

/** The smallest server on this Node; JavaScript, so that it does not pay for type stripping. */
const source = `import { createServer } from 'node:http';
const server = createServer((_request, response) => response.end('ok\\n'));
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  console.error(JSON.stringify({ port: server.address().port }));
});
`;

/** Writes the bare server that hostprobe is compared with. Its argument is the port. */
export async function writeBareServer(path: string): Promise<string> {
  await writeFile(path, source);
  return path;
}
