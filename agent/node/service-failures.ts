import { type Evidence, evidence } from '../fact/evidence.ts';
import type { Logs } from '../facts/logs.ts';
import type { Service } from '../facts/services.ts';

const mostShown = 3;

/**
 * The newest failures of a service that the Service Control Manager logged, newest first. The first value of its events is
 * the service's display name (7031, 7034) or its name.
 */
export function loggedFailures(
  logs: Logs | undefined,
  { name, displayName }: Pick<Service, 'name' | 'displayName'>,
): Evidence[] {
  const names = [name, displayName].map((one) => one.toLowerCase());
  const own = (logs?.windows?.events ?? []).filter(
    ({ log, source, text }) =>
      log === 'System' &&
      source === 'Service Control Manager' &&
      names.includes((text.split('\n', 1)[0] ?? '').toLowerCase()),
  );
  return own
    .slice(-mostShown)
    .reverse()
    .map(({ id, at, count, text }) => {
      const times = count === 1 ? '' : `, ${count} times`;
      return evidence(`System log, event ${id}`, `${at}${times}: ${text.split('\n').join(', ')}`);
    });
}
