import { connect as connectTo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { command } from '../command.ts';
import { UserError } from '../error.ts';

/** Nobody waits longer for an answer; a process whose reader has gone must not stay. */
const deadlineMs = 15 * 60_000;
/** How long the agent may still say nothing when the client has gone. */
const afterEndMs = 5_000;

export const connect = command({
  id: 'connect',
  summary: 'carry standard input and output to the agent of this node, for kubectl exec',
  operands: null,
  flags: ['listen'],
  outputs: [],
  details: 'What comes back is in frames, each with its length and CRC-32, so that nothing is lost unseen.',
  hidden: true,
  async run({ config }) {
    const { framing } = await import('../reach/frame.ts');
    const [{ address, port } = { address: '127.0.0.1', port: 20_258 }] = config.listen;
    const signal = AbortSignal.timeout(deadlineMs);
    const socket = connectTo({ host: address, port, allowHalfOpen: false });
    // An agent that hangs answers nothing, and does not close the connection either.
    process.stdin.once('end', () => socket.setTimeout(afterEndMs, () => socket.destroy()));
    try {
      await Promise.all([
        // The end of standard input is the only sign that the client has gone.
        pipeline(process.stdin, socket, { signal }),
        pipeline(socket, framing(), process.stdout, { signal, end: false }),
      ]);
      return 0;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // Whoever asked has gone.
      if (code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'EOF') return 0;
      throw new UserError(`the agent at ${address}:${port} cannot be asked: ${message}`);
    }
  },
});
