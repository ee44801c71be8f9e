import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { OnFact } from './probe.ts';
import { redact } from './redact.ts';

export type Log = Logger;

/** JSON lines on standard error; standard output belongs to the answer. */
export async function createLog(level: NonNullable<Config['log-level']>): Promise<Log> {
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
  return pino(options, destination);
}

const levelName = (label: string) => ({ level: label });

/** One line for each probe that failed; the others only when debugging. */
export const logFact =
  (log: Log): OnFact =>
  (fact, ms, error) => {
    if (error === null) log.debug({ fact, ms }, 'probe answered');
    else log.warn({ fact, ms, ...error, message: undefined, error: error.message }, 'probe failed');
  };
