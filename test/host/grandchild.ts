import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** Holds the pipe of its parent's output, and a connection by which the test sees it live and die. */
const grandchild = 'require("net").connect(process.argv[1], "127.0.0.1"); setTimeout(() => undefined, 60000)';
const child = `
  const [script, port] = process.argv.slice(1);
  require('child_process').spawn(process.execPath, ['-e', script, port], { stdio: 'inherit' });
  setTimeout(() => undefined, 60000);`;

/** Arguments to Node for a program that starts another one, both for a minute; and the end of that other one. */
export async function familyOfTwo(): Promise<{ args: string[]; grandchildDied: Promise<void> }> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  const { port } = server.address() as AddressInfo;
  const grandchildDied = once(server, 'connection').then(async ([connection]) => {
    await once(
      connection.on('error', () => undefined),
      'close',
    );
  });
  return { args: ['-e', child, grandchild, String(port)], grandchildDied };
}
