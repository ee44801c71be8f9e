/** One series of a metric: its labels and its value. */
export interface Series {
  labels: Readonly<Record<string, string>>;
  value: number;
}

export interface Metric {
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  series: readonly Series[];
}

/** The content type of the Prometheus text format. */
export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

/** Metrics in the Prometheus text format, each with HELP and TYPE; one without series is left out. */
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
