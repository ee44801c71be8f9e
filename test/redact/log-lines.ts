import type { Chance } from './chance.ts';
import { inJson, type Planted } from './notations.ts';

const through =
  (encode: (text: string) => string, around: (text: string) => string) =>
  (planted: Planted): Planted => ({
    text: around(encode(planted.text)),
    secret: encode(planted.secret),
  });
const asIs = (text: string) => text;

/** What a text stands in on a node. */
const logLines: readonly ((planted: Planted) => Planted)[] = [
  // A file of its own.
  through(asIs, (it) => `before\n${it}\nafter\n`),
  // containerd.
  through(
    inJson,
    (it) => `time="2026-11-26T08:00:00.123456700Z" level=error msg="${it}" id=a1b2c3 runtime=io.containerd.runhcs.v1\n`,
  ),
  through(inJson, (it) => `time="2026-11-26T08:00:00.123456700Z" level=info msg=start error="${it}: unknown"\n`),
  // kubelet, kube-proxy.
  through(asIs, (it) => `I1126 08:00:00.123456    4120 server.go:417] ${it}\n`),
  through(
    inJson,
    (it) =>
      `E1126 08:00:00.123456    4120 pod_workers.go:1301] "Error syncing pod, skipping" err="${it}" pod="default/web-0"\n`,
  ),
  // Structured logs, and what a container prints.
  through(inJson, (it) => `{"ts":1764144000.12,"caller":"app/run.go:88","msg":"${it}","v":2}\n`),
  through(
    (it) => it.replaceAll('\n', '\n2026-11-26T08:00:00.123456700Z stdout F '),
    (it) => `2026-11-26T08:00:00.123456700Z stdout F ${it}\n`,
  ),
  // Windows events as text, kubectl describe, a transcript.
  through(
    (it) => it.replaceAll('\n', '\r\n'),
    (it) => `The kubelet service reported:\r\n\r\n${it}\r\n`,
  ),
  through(
    (it) => it.replaceAll('\n', '\n      '),
    (it) => `Containers:\n  agent:\n    Args:\n      ${it}\n    State:          Waiting\n`,
  ),
  through(
    asIs,
    (it) => `**********************\nTranscript started, output file is C:\\k\\t.txt\n**********************\n${it}\n`,
  ),
];

/** Puts the text into one of the logs of a node. */
export function logged(planted: Planted, { pick }: Chance): Planted {
  const [first, ...rest] = logLines;
  return pick([first ?? asPlanted, ...rest])(planted);
}

const asPlanted = (planted: Planted) => planted;
