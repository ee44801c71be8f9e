import { compareNode } from '../../agent/compare/comparison.ts';
import type { Snapshot } from '../../agent/snapshot.ts';
import { snapshotWith } from '../snapshot.ts';
import { snapshotOf } from '../stories.ts';

const named = (node: string, snapshot: Snapshot): Snapshot => ({ ...snapshot, node });
const pool = (count: number, of: Snapshot = snapshotWith()) =>
  Array.from({ length: count }, (_, index) => named(`peer-${index + 1}`, of));

const unlike = ['aks-containerd-1.6', 'containerd-user-account', 'old-shim', 'ws2019-no-bind-filter'].map(snapshotOf);

/** Each held against healthy peers, and a healthy node against peers that are like it, all of them, some, or one. */
const comparisons = unlike.flatMap((one) => {
  const [sick, well] = [named('sick', one), named('sick', snapshotWith())];
  const like = pool(3, one);
  return [
    ...[pool(3), pool(1)].map((peers) => compareNode(sick, peers)),
    ...[like, like.slice(0, 1), [...like, named('peer-4', snapshotWith())]].map((peers) => compareNode(well, peers)),
  ];
});

/** What is said of a difference and of who is compared: each form of a sentence once, with the first that has it. */
export function saidOfComparisons(): string {
  const forms = new Map<string, string>();
  const say = (form: string, said: string) => forms.set(form, forms.get(form) ?? said);
  for (const { differences, care, leftOut } of comparisons) {
    for (const { sentence, what, here, there } of differences) {
      const parts = [what, here, there].filter((part) => part !== null && part !== 'there');
      say(
        parts.reduce((form: string, part) => form.replace(part ?? '', '#'), sentence),
        sentence,
      );
    }
    for (const said of [...care, ...leftOut.map(({ why }) => why)]) say(said.replace(/[:,] .*/, ''), said);
  }
  return `${[...forms.values()].join('\n')}\n`;
}
