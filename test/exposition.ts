/** One sample line of the Prometheus text format. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const sampleLine =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?[0-9][0-9.e+-]*|NaN|[+-]Inf)$/;

/**
 * Reads the Prometheus text format 0.0.4 strictly: each metric is one block of HELP, TYPE and its samples, none comes
 * twice, counters end in _total and no other does, the text ends with a line feed.
 * @throws Error that names the first line which is wrong
 */
export function readExposition(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no line feed');
  const samples: Sample[] = [];
  const seen = new Set<string>();
  let help: string | null = null;
  let block: string | null = null;
  for (const line of text.slice(0, -1).split('\n')) {
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line) ?? [];
    if (keyword === 'HELP') {
      if (seen.has(name)) throw new Error(`a second block of ${name}`);
      seen.add(name);
      help = name;
      block = null;
    } else if (keyword === 'TYPE') {
      if (help !== name) throw new Error(`TYPE without HELP before it: ${line}`);
      if (rest !== 'gauge' && rest !== 'counter') throw new Error(`no type of ours: ${line}`);
      if ((rest === 'counter') !== name.endsWith('_total')) throw new Error(`_total is for counters: ${line}`);
      block = name;
    } else {
      samples.push(readSample(line, block));
    }
  }
  const keys = samples.map(({ name, labels }) => JSON.stringify([name, Object.entries(labels).sort()]));
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new Error(`the series ${twice} comes twice`);
  return samples;
}

function readSample(line: string, block: string | null): Sample {
  const [, name, labelText = '', value] = sampleLine.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`no sample: ${line}`);
  if (name !== block) throw new Error(`outside its block: ${line}`);
  if (/,$/.test(labelText) || /""/.test(labelText.replaceAll('=""', '=')))
    throw new Error(`labels are not apart: ${line}`);
  const labels: Record<string, string> = {};
  for (const [, key = '', raw = ''] of labelText.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)) {
    if (key in labels) throw new Error(`the label ${key} comes twice: ${line}`);
    labels[key] = raw.replace(/\\(.)/g, (_all, escaped) => (escaped === 'n' ? '\n' : escaped));
  }
  if (!Number.isFinite(Number(value))) throw new Error(`no finite number: ${line}`);
  return { name, labels, value: Number(value) };
}
