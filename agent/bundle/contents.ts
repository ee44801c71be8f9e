import type { Contents, NodeFiles } from '../bundle.ts';
import type { FactError } from '../fact.ts';
import type { Logs } from '../facts/logs.ts';
import { usualPlaces } from '../probes/logs/sources.ts';
import { configItems } from './contents/config-items.ts';
import { channelItem, eventItem, logItems } from './contents/log-items.ts';
import { panicItems } from './contents/panic-items.ts';
import { judgedItems, seenItems } from './contents/report-items.ts';
import { createNamer } from './contents/safe-names.ts';
import type { BundleSource } from './source.ts';

/**
 * The list of everything that a bundle may hold, the most useful first: facts and report, configuration, panics,
 * events, then logs, of each the newest file first. Never environments, kubeconfigs, memory dumps or tokens.
 * @param since logs that were not written since then are left out; null: all are taken
 */
export function contentsOf(source: BundleSource, since: Date | null): Contents {
  const { snapshot, host } = source;
  return {
    made: [...judgedItems(source), ...seenItems(snapshot)],
    async find() {
      if (host === null) return { items: [], errors: [] };
      const { logs } = snapshot.facts;
      const sources = logs.ok ? logs.value.sources : usualLogs(logs.error);
      const context = { host, snapshot, since, name: createNamer() };
      const found = await Promise.all([
        configItems(context),
        panicItems(context),
        logItems(
          context,
          sources.filter((log) => log.kind === 'file'),
        ),
      ]);
      const [config, panics, files] = found;
      const events = sources.flatMap((log) => (log.kind === 'event-log' ? [eventItem(context, log)] : []));
      const channels = (logs.ok ? (logs.value.windows?.channels ?? []) : []).flatMap(({ log, searched }) =>
        searched.ok && searched.value !== null ? [channelItem(context, log)] : [],
      );
      const unseen: NodeFiles['errors'] = logs.ok ? [] : [{ path: 'logs', source: 'the fact logs', error: logs.error }];
      return {
        items: [...config.items, ...panics.items, ...events, ...channels, ...files.items],
        errors: [...unseen, ...found.flatMap(({ errors }) => errors)],
      };
    },
  };
}

/** If the logs are unknown, try the usual places of the distributions. */
const usualLogs = (error: FactError): Logs['sources'] =>
  usualPlaces([]).map((place) => ({
    kind: 'file',
    ...place,
    foundBy: 'usual-place',
    searched: { ok: false, error },
  }));
