import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SoakedAgent, startAgent } from './agent.ts';
import { type SoakedApi, startApi, tokenFor } from './cluster.ts';
import { type Fault, type Watch, within } from './fault.ts';
import { isAlive, reportTime, statusFor } from './probing.ts';

/** Longer than an accepted token is remembered. */
const forgottenMs = 75_000;
const stormMs = 30_000;
const hour = 3600;

/** An agent whose readers an API server knows, and what befalls both. */
export interface Readers {
  faults: readonly Fault[];
  /** Whether a reader who was accepted before is served now. */
  read(): Promise<boolean>;
  close(): Promise<void>;
}

export async function startReaders(): Promise<Readers> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-soak-readers-'));
  const api = await startApi(folder);
  const agent = await startAgent(folder, { kubeconfig: api.kubeconfig });
  const token = api.issue(24 * hour);
  return {
    faults: faultsOf(agent, api),
    read: async () => (await statusFor(agent, token)) === 200,
    async close() {
      await agent.close();
      api.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function faultsOf(agent: SoakedAgent, api: SoakedApi): Fault[] {
  /** Whether a reader whom the API server knows is let in, at the latest after that time. */
  const isOpen = async (ms = 0) => {
    const token = api.issue(hour);
    return await within(ms + 1, async () => (await statusFor(agent, token)) === 200);
  };
  /** Runs go on, and a known reader is let in again when it is over. */
  const storm = async (watch: Watch, mode: Parameters<SoakedApi['behave']>[0], mostAsked: number) => {
    watch.expect(await isOpen(), 'a reader is turned away before it');
    const [before, asked] = [await reportTime(agent.loopbackPort), api.asked()];
    api.behave(mode);
    await sleep(stormMs);
    watch.expect((await reportTime(agent.loopbackPort)) !== before, 'runs do not go on');
    watch.expect(await isAlive(agent.loopbackPort), 'it no longer answers');
    const stranger = await statusFor(agent, api.issue(hour));
    watch.answered(stranger === 200);
    watch.expect(stranger === 503, `an unknown reader is answered ${stranger}`);
    const questions = api.asked() - asked;
    watch.expect(questions <= mostAsked, `it asks the API server ${questions} times`);
    api.behave('answers');
    watch.expect(await isOpen(10_000), 'a reader is turned away when it is over');
  };
  return [
    {
      fault: 'a token that has expired, one that nobody issued, and one that is revoked after it was accepted',
      async inject(watch) {
        const [expired, reader] = [api.issue(-hour), api.issue(hour)];
        watch.expect((await statusFor(agent, reader)) === 200, 'a reader is turned away');
        for (const token of [expired, tokenFor(hour)]) {
          const status = await statusFor(agent, token);
          watch.answered(status === 200);
          watch.expect(status === 401, `an expired or unknown token is answered ${status}`);
        }
        api.revoke(reader);
        const ends = await within(forgottenMs, async () => (await statusFor(agent, reader)) === 401);
        watch.expect(ends, 'a revoked token is still accepted');
        watch.expect(await isOpen(), 'a reader is turned away when it is over');
      },
    },
    {
      fault: 'two thousand tokens that nobody issued, 50 at once: an accepted reader is served all the time',
      async inject(watch) {
        const reader = api.issue(hour);
        watch.expect((await statusFor(agent, reader)) === 200, 'a reader is turned away before it');
        let left = 2000;
        const trying = Array.from({ length: 50 }, async () => {
          while (left-- > 0) {
            const isServed = watch.answered((await statusFor(agent, tokenFor(hour), '127.0.0.4')) === 200);
            watch.expect(!isServed, 'a token that nobody issued is accepted');
          }
        });
        let [asked, isOver] = [0, false];
        const reading = (async () => {
          for (; !isOver; asked++) {
            const isServed = watch.answered((await statusFor(agent, reader)) === 200);
            watch.expect(isServed, 'an accepted reader is turned away');
            await sleep(100);
          }
        })();
        await Promise.all(trying);
        isOver = true;
        await reading;
        watch.expect(asked > 3, 'the answers take too long');
        watch.expect(await isOpen(10_000), 'a new reader is turned away when it is over');
      },
    },
    {
      fault: 'the API server answers 429 to everything for 30 s: at most one question a run',
      // A run each ten seconds.
      inject: (watch) => storm(watch, 'says 429', 5),
    },
    {
      fault: 'the API server cuts its gzip answers for 30 s',
      inject: (watch) => storm(watch, 'cuts gzip', Number.POSITIVE_INFINITY),
    },
  ];
}
