import type { Logger } from 'pino';
import type { Config } from './config.ts';
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
    write(line: string) {
      lines.push(line);
      if (lines.length > keptLines) lines.splice(0, lines.length - keptLines);
      destination.write(line);
    },
    text: () => lines.join(''),
  };
}

/** JSON lines on standard error; standard output is for the result. */
export const createLog = async (level: NonNullable<Config['log-level']>): Promise<Log> =>
  (await createKeptLog(level)).log;

/** The same, and it keeps the newest lines. */
export async function createKeptLog(level: NonNullable<Config['log-level']>): Promise<{ log: Log; ownLog: OwnLog }> {
  const { default: pino } = await import('pino');
  const err = (error: Error) => redact({ ...pino.stdSerializers.err(error) });
  const options = {
    level,
    serializers: { err },
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: levelName },
  };
  const destination = pino.destination({ fd: 2, sync: true });
  // Standard error was closed, or its disk is full. There is no other place to report it, and the server keeps running.
  destination.on('error', () => undefined);
  const ownLog = createOwnLog(destination);
  return { log: pino(options, ownLog), ownLog };
}

const levelName = (label: string) => ({ level: label });

/** One line for each failed probe; for the others only at level debug. */
export const logFact =
  (log: Log): OnFact =>
  (fact, ms, error) => {
    if (error === null) log.debug({ fact, ms }, 'probe answered');
    else log.warn({ fact, ms, ...error, message: undefined, error: error.message }, 'probe failed');
  };
