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

/** Keeps the newest lines that pass through it. */
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

/** JSON lines on standard error; standard output belongs to the answer. */
export const createLog = async (level: NonNullable<Config['log-level']>): Promise<Log> =>
  (await createKeptLog(level)).log;

/** The same, and its newest lines stay at hand. */
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
  // Nobody reads standard error any more, or its disk is full: there is nowhere left to say so, and serving goes on.
  destination.on('error', () => undefined);
  const ownLog = createOwnLog(destination);
  return { log: pino(options, ownLog), ownLog };
}

const levelName = (label: string) => ({ level: label });

/** One line for each probe that failed; the others only when debugging. */
export const logFact =
  (log: Log): OnFact =>
  (fact, ms, error) => {
    if (error === null) log.debug({ fact, ms }, 'probe answered');
    else log.warn({ fact, ms, ...error, message: undefined, error: error.message }, 'probe failed');
  };
