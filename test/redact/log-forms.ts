import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Chance } from './chance.ts';

const formSchema = z.strictObject({
  id: z.string(),
  /** A line of a log; `{hex64}` is one of the values below, `{hex64.2}` another of the same kind. */
  form: z.string(),
  /** The public thread that has lines of this form. */
  source: z.url(),
});

/** Lines of logs that have no secret in them. Ids, names and addresses are drawn anew: a form is many lines. */
export const logForms = readFileSync(new URL('log-forms.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => formSchema.parse(JSON.parse(line)));

const hms = '(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]';
const guid = (digit: string) => new RegExp(`${digit}{8}-${digit}{4}-${digit}{4}-${digit}{4}-${digit}{12}`);
const klog = (level: string) =>
  new RegExp(`${level}(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8]) ${hms}\\.[0-9]{6}    [0-9]{4}`);
// The suffixes of pods and the hashes of their templates: kubernetes/kubernetes
// staging/src/k8s.io/apimachinery/pkg/util/rand/rand.go
const rs = '[456789bcdf]{9,10}';
const suffix = '[bcdfghjklmnpqrstvwxz2456789]{5}';

const values: Record<string, RegExp> = {
  guid: guid('[0-9a-f]'),
  GUID: guid('[0-9A-F]'),
  HEX9: /[1-9A-F][0-9A-F]{8}/,
  UP11: /[A-Z0-9]{11}/,
  label21: /[a-z0-9]{21}/,
  // What containerd adds to the key of a layer that it unpacks: four letters of base64.
  ing4: /[A-Za-z0-9_-]{4}/,
  n4d: /(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])/,
  hms: new RegExp(hms),
  hms0: /(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]/,
  rfc: new RegExp(`202[0-9]-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T${hms}\\.[0-9]{9}Z`),
  klogI: klog('I'),
  klogW: klog('W'),
  klogE: klog('E'),
  ip: /10\.[1-9][0-9]?\.[1-9][0-9]?\.[1-9][0-9]?/,
  mac: /(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/,
  MAC: /00-15-5D(?:-[0-9A-F]{2}){3}/,
  sid: /S-1-5-21-[1-3][0-9]{9}-[1-3][0-9]{9}-[1-3][0-9]{9}-[1-9][0-9]{3}/,
  aws: /ip-10-[1-9][0-9]?-[1-9][0-9]?-[1-9][0-9]?\.ec2\.internal/,
  rs: new RegExp(rs),
  suffix: new RegExp(suffix),
  pod: new RegExp(`(?:win-webserver|iis|ae-tomcat|powerflowserver|dev-fossil-api|metrics)-${rs}-${suffix}`),
};

function patternOf(name: string): RegExp {
  const [, digits, count] = /^(hex|n)([0-9]+)$/.exec(name) ?? [];
  if (digits === 'hex') return new RegExp(`[0-9a-f]{${count}}`);
  if (digits === 'n') return new RegExp(count === '1' ? '[1-9]' : `[1-9][0-9]{${Number(count) - 1}}`);
  const value = values[name];
  if (value === undefined) throw new Error(`a form of a log line has {${name}}, which is not known`);
  return value;
}

/** A line of this form. */
export function lineOf(form: string, { like }: Chance): string {
  const drawn = new Map<string, string>();
  return form.replace(/\{([A-Za-z]+[0-9]*d?)(?:\.[0-9])?\}/g, (whole, name: string) => {
    const text = drawn.get(whole) ?? like(patternOf(name));
    drawn.set(whole, text);
    return text;
  });
}
