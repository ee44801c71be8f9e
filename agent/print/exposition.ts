/**
 * Metrics as text. Why no library: prom-client keeps metrics in a registry and counts on, whereas here each answer is made of
 * one report and keeps nothing.
 */

/** One series of a metric: its labels and its value. */
export interface Series {
  labels: Readonly<Record<string, string>>;
  value: number;
}

export interface Metric {
  name: string;
  help: string;
  /** The name of a counter ends in _total. */
  type: 'gauge' | 'counter';
  series: readonly Series[];
}

const metric =
  (type: Metric['type']) =>
  (name: string, help: string, series: readonly Series[]): Metric => ({ name, help, type, series });
export const gauge = metric('gauge');
export const counter = metric('counter');
/** The series of a metric without labels; null: nothing is known, no series. */
export const only = (value: number | null): Series[] => (value === null ? [] : [{ labels: {}, value }]);

/** The content type of the Prometheus text format, which every scraper reads, whatever its Accept header prefers. */
export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

/** Metrics as Prometheus text, each with HELP and TYPE; one without series is left out. */
export function expose(metrics: readonly Metric[]): string {
  return metrics
    .filter((metric) => metric.series.length > 0)
    .map(({ name, help, type, series }) => {
      const lines = series.map(({ labels, value }) => `${name}${showLabels(labels)} ${value}`);
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`;
    })
    .join('');
}

function showLabels(labels: Series['labels']): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escapeValue = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
