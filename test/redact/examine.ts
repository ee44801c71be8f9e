import { randomInt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { compareGaps, knownGaps } from '../known-gaps.ts';

/** One case, and what became of it. */
export interface Outcome {
  id: string;
  /** null: as it should be. */
  fault: string | null;
}

interface Part {
  /** Names its list of known gaps. */
  part: string;
  /** Of a fault. */
  what: string;
  by(seed: number): Outcome[];
  /** The share of its cases that may fail beside as many as are known. */
  most: number;
}

/** These make the list of known gaps: the same on every run. */
const seeds = [1, 2, 3];
/** EXAM_SEED makes the same texts again. */
const fresh = Number(process.env.EXAM_SEED ?? randomInt(2 ** 31));
const draws = 3;
const timeoutMs = 300_000;

/** What fails today; a reason for one that stays is in .github/SECURITY.md too. */
const gapsOf = (part: string) => new URL(`known-gaps/${part}.txt`, import.meta.url);

const failed = (outcomes: readonly Outcome[]) => outcomes.filter(({ fault }) => fault !== null);
const share = (some: number, all: number) => `${some} of ${all} (${((100 * some) / all).toFixed(1)} %)`;

/** The tests of one part of the exam. They print how many fail. */
export const examine = ({ part, what, by, most }: Part) =>
  describe(`${part}: ${what}`, () => {
    test(
      'only those that are known',
      () => {
        const runs = seeds.map(by);
        for (const [index, run] of runs.entries()) {
          console.info(`${part}, seed ${seeds[index]}: ${share(failed(run).length, run.length)} ${what}`);
        }
        compareGaps(
          new Map(failed(runs.flat()).map(({ id, fault }) => [id, fault?.slice(0, 300) ?? ''])),
          gapsOf(part),
        );
      },
      timeoutMs,
    );

    test(
      'by chance, not more than are known and that share',
      () => {
        // Several draws, because of one small set chance alone may give twice what it usually does.
        const run = Array.from({ length: draws }, (_, index) => by(fresh + index)).flat();
        const faults = failed(run);
        const known = new Set(knownGaps(gapsOf(part)));
        const news = faults.filter(({ id }) => !known.has(id));
        const shown = news.map(({ id, fault }) => `${id}: ${fault?.slice(0, 300)}`).join('\n');
        const said = `EXAM_SEED=${fresh}: ${share(faults.length, run.length)} ${what}\n${shown}`;
        expect(faults.length, said).toBeLessThanOrEqual(draws * known.size + most * run.length);
      },
      timeoutMs,
    );
  });

/** As few as the project promises. */
export const limits = { secrets: 0.01, innocents: 0.02 };
