import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { diagnose } from '../../agent/diagnose.ts';
import { withSettings } from '../../agent/messages/pod-settings.ts';
import { readText } from '../../agent/messages/text.ts';
import { left } from './ask.ts';
import { readLines } from './fill.ts';

/**
 * Texts gathered from public threads, logs and sources without a look at the signatures. Of 204 that tell a failure, 156 were
 * explained at the first try: log-on 17 of 17, time-outs 10 of 17, policies and refusals 20 of 23, programs 19 of 28, files 19
 * of 23, images 13 of 16, the pod network 15 of 18, CSI 12 of 14, ports, names and certificates 10 of 15, containerd and the
 * kubelet 13 of 17, ends of programs 8 of 16. None of the 22 others was taken for one. Of 105 later ones, by somebody else, from
 * more programs and events, 87 were explained at the first try; three of the 25 others, which are notes of the shim and of the
 * API server about HostProcess pods, were taken for failures. Of 63 more, which seek the seldom, 54 were; of the 27 others,
 * again three such notes and the warning of an exporter. Of 20 more inside longer logs 19 were explained at the first try; of 70
 * others, which look like failures and are none, eight were taken for one. Of 35 more 29 were explained at the first try, and four
 * told as failures of the node's other programs; of the 35 others, which look like failures and are none, four were taken for one. Of the last 35, many of them in the words of people,
 * 22 were explained at the first try; of the 35 others, five were taken for one. Of 35 more 24 were; of the 45 others, documents and tests
 * among them, five were taken for one.
 */
const texts = readLines(
  'unseen.jsonl',
  z.strictObject({
    id: z.string(),
    text: z.string().min(1),
    /** What it is about, as its source means it. */
    about: z.string(),
    source: z.string(),
    /** Whether the reader says that it is of a HostProcess container. */
    told: z.boolean(),
    /** Whether it is a failure of such a container, or of what starts it. */
    hostProcess: z.boolean(),
    /** The causes one of which comes first; none where it is no failure of a HostProcess container. */
    causes: z.array(z.string()),
    /** Whether it was explained at the first try. */
    first: z.boolean().optional(),
  }),
);

/** What explain does not tell, by the id of the text. */
const gaps: Readonly<Record<string, string>> = {
  // The limit of the probe itself, which says nothing of the node.
  '2-32': 'not recognised',
  '7-137': 'not recognised',
  // A program that wants the path of a pipe got an address with its scheme.
  '16-23': 'first cause containerd-stopped',
  // A number alone can be anything.
  '9-164': 'not recognised',
  '10-174': 'first cause containerd-stopped',
  '10-181': 'accused by file-missing',
  '10-185': 'first cause executable-access',
  // Notes about HostProcess pods: nothing failed.
  '13-124': 'accused by pod-security-warning',
  // The runtime is Docker.
  '13-57': 'first cause none',
  '14-23': 'first cause none',
  // No Windows is known to say it so.
  '13-64': 'first cause containerd-account',
  // Nobody says that it is a program of a HostProcess container.
  '13-93': 'first cause none',
  '13-94': 'first cause none',
  // Nothing failed.
  '13-121': 'not recognised',
  '13-127': 'not recognised',
  '14-78': 'not recognised',
  '15-61': 'not recognised',
  '15-82': 'not recognised',
  '15-86': 'not recognised',
  '16-56': 'not recognised',
  '16-65': 'not recognised',
  // A driver that works misses files that it can do without.
  '15-25': 'accused by file-missing',
  // Somebody else's words about a failure.
  '15-90': 'accused by token-cut',
  '14-79': 'accused by pod-security-warning',
  '14-82': 'accused by container-path-missing',
  // What people write about a failure, without its words.
  '17-11': 'first cause none',
  '17-20': 'first cause none',
  '17-21': 'first cause none',
  '17-24': 'first cause none',
  '17-29': 'first cause none',
  '17-54': 'first cause none',
  // Nobody says that it is a program of a HostProcess container.
  '17-35': 'first cause none',
  '17-41': 'first cause none',
  '17-43': 'first cause none',
  '17-61': 'first cause none',
  '17-63': 'first cause none',
  '18-7': 'first cause none',
  '18-28': 'first cause none',
  '18-30': 'first cause none',
  '18-11': 'first cause none',
  // A disk that a driver does not bring online.
  '18-14': 'first cause none',
  // A webhook without a pod, and a kubelet whose certificate nobody approved.
  '18-9': 'not recognised',
  '18-33': 'not recognised',
  // kubectl itself is refused, not a program of the node.
  '18-34': 'accused by client-unauthorized',
  // Documents that say what is refused, and that quote an error.
  '17-44': 'accused by api-policy',
  '17-56': 'accused by logon-denied',
  '18-36': 'accused by logon-denied',
  // The words of the event are not known in this language.
  '14-64': 'first cause none',
};

/** What is wrong with the explanation of a text; null: nothing. */
function fault({ text, told, hostProcess, causes }: (typeof texts)[number]): string | null {
  const stated = { 'run-as-user': null, 'host-process': told };
  const found = diagnose(readText(text, 'text', null).map((message) => withSettings(message, null, stated)));
  const accused = found.find((diagnosis) => diagnosis.hostProcess);
  if (!hostProcess && accused !== undefined) return `accused by ${accused.signature}`;
  if (told && found.length === 0) return 'not recognised';
  if (!hostProcess) return null;
  const [first = 'none'] = found.flatMap(left);
  return causes.includes(first) ? null : `first cause ${first}`;
}

describe('texts that nobody had seen', () => {
  test.each(texts)('$id is explained: $about', (one) => {
    expect(fault(one)).toBe(gaps[one.id] ?? null);
  });

  test('have ids of their own, causes where they are failures, and 395 of 497 explained at the first try', () => {
    expect(new Set(texts.map(({ id }) => id)).size).toBe(texts.length);
    expect(texts.filter(({ hostProcess, causes }) => hostProcess !== causes.length > 0)).toEqual([]);
    const tried = texts.flatMap(({ first }) => (first === undefined ? [] : [first]));
    expect([tried.filter((is) => is).length, tried.length]).toEqual([395, 497]);
  });
});
