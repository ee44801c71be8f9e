import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** JavaScript, so that it does not pay for type stripping. */
const source = (head: Record<string, string>, body: Buffer) => `import { createServer } from 'node:http';
const head = ${JSON.stringify(head)};
const body = Buffer.from('${body.toString('base64')}', 'base64');
const server = createServer((_request, response) => response.writeHead(200, head).end(body));
server.listen(0, '127.0.0.1', () => console.error(JSON.stringify({ port: server.address().port })));
`;

/** Writes a bare node:http server that answers every request with the headers and the body of this URL. */
export async function writeSameServer(path: string, url: string): Promise<string> {
  const asked = request(url, { agent: false }).end();
  const [answer] = await once(asked, 'response');
  if (answer.statusCode !== 200) throw new Error(`${url} answers ${answer.statusCode}`);
  const own = ['connection', 'keep-alive', 'date'];
  const head = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !own.includes(name)));
  await writeFile(path, source(head as Record<string, string>, await buffer(answer)));
  return path;
}
