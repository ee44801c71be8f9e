import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { defused } from './print/printable.ts';
import type { OnFact } from './probe.ts';
import { redact } from './redact.ts';

export type Log = Logger;

/** The newest lines of this process's log, for a bundle. */
export interface OwnLog {
  text(): string;
}

const keptLines = 1000;

/** Keeps the newest lines that are written through it. */
function createOwnLog(destination: { write(line: string): void }) {
  const lines: string[] = [];
  return {
    write(said: string) {
      const line = defused(said);
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      destination.write(line);
    },
    text: () => lines.join(''),
  };
}

/** JSON lines on standard error; standard output is for the result. */
export const createLog = async (level: NonNullable<Config['log-level']>): Promise<Log> =>
  (await createKeptLog(level, { mayBlock: true })).log;

/** The same, and it keeps the newest lines. */
export async function createKeptLog(
  level: NonNullable<Config['log-level']>,
  { mayBlock = false } = {},
): Promise<{ log: Log; ownLog: OwnLog }> {
  const { default: pino } = await import('pino');
  const err = (error: Error) => redact({ ...pino.stdSerializers.err(error) });
  const options = {
    level,
    serializers: { err },
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: levelName },
  };
  const ownLog = createOwnLog(mayBlock || !isPipe(2) ? fileDestination(pino, 2) : pipeDestination(2));
  return { log: pino(options, ownLog), ownLog };
}

/** A handle of a kind that the system does not report (EINVAL in Wine) is written to as a file. */
function isPipe(fd: number): boolean {
  try {
    const stats = fstatSync(fd);
    return stats.isFIFO() || stats.isSocket();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return false;
    throw error;
  }
}

function fileDestination(pino: typeof import('pino').default, fd: number) {
  const destination = pino.destination({ fd, sync: true });
  // Standard error was closed, or its disk is full. There is no other place to report it, and the server keeps running.
  destination.on('error', () => undefined);
  return destination;
}

/** How many characters may wait for a reader of the pipe; then lines are left out. */
const maxWaiting = 2 ** 20;

/** A synchronous write to a pipe without a reader would stop everything: the container runtime may stop reading. */
function pipeDestination(fd: number): { write(line: string): void } {
  const pipe = new Socket({ fd, readable: false });
  pipe.on('error', () => undefined);
  let left = 0;
  return {
    write(line) {
      if (pipe.writableLength > maxWaiting) {
        left += 1;
        return;
      }
      if (left > 0) pipe.write(`${JSON.stringify({ level: 'warn', lines: left, msg: leftOut })}\n`);
      left = 0;
      pipe.write(line);
    },
  };
}

const leftOut = 'lines of this log were left out: no program read standard error';

const levelName = (label: string) => ({ level: label });

/** One line for each failed probe; for the others only at level debug. */
export const logFact =
  (log: Log): OnFact =>
  (fact, ms, error) => {
    if (error === null) log.debug({ fact, ms }, 'probe answered');
    else log.warn({ fact, ms, ...error, message: undefined, error: error.message }, 'probe failed');
  };
