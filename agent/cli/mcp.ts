import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { command } from '../command.ts';
import { connectionFlags } from '../config/flags.ts';
import { showSocketAddress } from '../config/socket-address.ts';
import { UserError } from '../error.ts';
import { writeAll } from '../print/terminal.ts';

export const mcp = command({
  id: 'mcp',
  summary: 'serve explain, lint, predict, nodes, report and lookup to an assistant (Model Context Protocol)',
  operands: null,
  flags: ['allow', 'listen', 'via', ...connectionFlags],
  outputs: [],
  flagHelp: {
    listen: 'serve Streamable HTTP at this address of loopback, instead of standard input and output',
  },
  details:
    'A client starts it and speaks on standard input and output, or reaches it at http://<address:port>/mcp with --listen.\n' +
    'All tools read only. They see the cluster that the kubeconfig and these flags name, and the files of --allow alone.\n' +
    '  hostprobe mcp --context production --allow C:\\logs',
  exits: { 0: 'the client ended' },
  async run({ config }) {
    const { standardOf } = await import('../config.ts');
    if (config.listen === standardOf('listen')) {
      const [{ serveStdio }, { createServer }] = await Promise.all([
        import('@modelcontextprotocol/server/stdio'),
        import('./mcp/server.ts'),
      ]);
      serveStdio(() => createServer(config));
      // Whichever comes first: a client that ends in the middle of an answer leaves no `close`.
      await Promise.race([once(process.stdin, 'end'), once(process.stdin, 'close')]);
      return 0;
    }
    const [asked, ...more] = config.listen;
    if (more.length > 0) {
      throw new UserError(
        `--listen must name one address here, but names ${config.listen.map(showSocketAddress).join(', ')}`,
      );
    }
    const { listen } = await import('./mcp/server.ts');
    const server = await listen(config, asked);
    // The address of a TCP server; port 0 became another.
    const { port } = server.address() as AddressInfo;
    const at = showSocketAddress({ address: asked.address, port });
    await writeAll(process.stderr, `listening on http://${at}/mcp\n`);
    await once(server, 'close');
    return 0;
  },
});
