import { connect as connectTo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { command } from '../command.ts';
import { whyUnreachable } from '../error/unreachable.ts';
import { UserError } from '../error.ts';

/** No client waits longer; a process without a reader must end. */
const deadlineMs = 15 * 60_000;
/** How long to wait for the agent after the client has disconnected. */
const afterEndMs = 5_000;

export const connect = command({
  id: 'connect',
  summary: 'carry standard input and output to the agent of this node, for kubectl exec',
  operands: null,
  flags: ['listen'],
  outputs: [],
  details: 'The output is in frames with length and CRC-32, so that lost bytes are detected.',
  hidden: true,
  exits: { 0: 'the connection ended' },
  async run({ config }) {
    const { framing } = await import('../reach/channel.ts');
    const [{ address, port }] = config.listen;
    const signal = AbortSignal.timeout(deadlineMs);
    const socket = connectTo({ host: address, port, allowHalfOpen: false });
    // A hung agent neither answers nor closes the connection.
    process.stdin.once('end', () => socket.setTimeout(afterEndMs, () => socket.destroy()));
    try {
      await Promise.all([
        // The end of standard input is the only sign that the client has disconnected.
        pipeline(process.stdin, socket, { signal }),
        pipeline(socket, framing(), process.stdout, { signal, end: false }),
      ]);
      return 0;
    } catch (error) {
      const fault = error as NodeJS.ErrnoException;
      const { code } = fault;
      // The client has disconnected.
      if (code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'EOF') return 0;
      throw new UserError(`the agent at ${address}:${port} cannot be reached: ${whyUnreachable(fault)}`);
    }
  },
});
