import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SoakedAgent, startAgent } from './agent.ts';
import { type SoakedApi, startApi, tokenFor } from './cluster.ts';
import { type Fault, within } from './fault.ts';
import { isAlive, reportTime, statusFor } from './probing.ts';

/** Longer than an accepted token is remembered. */
const forgottenMs = 75_000;
const stormMs = 30_000;
const hour = 3600;

/** An agent whose readers an API server knows, and what befalls both. */
export interface Readers {
  faults: readonly Fault[];
  close(): Promise<void>;
}

export async function startReaders(): Promise<Readers> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-soak-readers-'));
  const api = await startApi(folder);
  const agent = await startAgent(folder, { kubeconfig: api.kubeconfig });
  return {
    faults: faultsOf(agent, api),
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
  const storm = async (mode: Parameters<SoakedApi['behave']>[0], mostAsked: number) => {
    if (!(await isOpen())) return false;
    const [before, asked] = [await reportTime(agent.loopbackPort), api.asked()];
    api.behave(mode);
    await sleep(stormMs);
    const goesOn = (await reportTime(agent.loopbackPort)) !== before && (await isAlive(agent.loopbackPort));
    const stranger = await statusFor(agent, api.issue(hour));
    const few = api.asked() - asked <= mostAsked;
    api.behave('answers');
    return goesOn && few && stranger === 503 && (await isOpen(10_000));
  };
  return [
    {
      fault: 'a token that has expired, one that nobody issued, and one that is revoked after it was accepted',
      async inject() {
        const [expired, reader] = [api.issue(-hour), api.issue(hour)];
        const accepted = await statusFor(agent, reader);
        const refused = [await statusFor(agent, expired), await statusFor(agent, tokenFor(hour))];
        api.revoke(reader);
        const ends = await within(forgottenMs, async () => (await statusFor(agent, reader)) === 401);
        return accepted === 200 && refused.every((status) => status === 401) && ends && (await isOpen());
      },
    },
    {
      fault: 'two thousand tokens that nobody issued, 50 at once: an accepted reader is served all the time',
      async inject() {
        const reader = api.issue(hour);
        if ((await statusFor(agent, reader)) !== 200) return false;
        const statuses = new Set<number>();
        let left = 2000;
        const trying = Array.from({ length: 50 }, async () => {
          while (left-- > 0) statuses.add(await statusFor(agent, tokenFor(hour), '127.0.0.4'));
        });
        const served: number[] = [];
        let isOver = false;
        const reading = (async () => {
          while (!isOver) {
            served.push(await statusFor(agent, reader));
            await sleep(100);
          }
        })();
        await Promise.all(trying);
        isOver = true;
        await reading;
        return (
          !statuses.has(200) && served.length > 3 && served.every((status) => status === 200) && (await isOpen(10_000))
        );
      },
    },
    {
      fault: 'the API server answers 429 to everything for 30 s: at most one question a run',
      // A run each ten seconds.
      inject: () => storm('says 429', 5),
    },
    {
      fault: 'the API server cuts its gzip answers for 30 s',
      inject: () => storm('cuts gzip', Number.POSITIVE_INFINITY),
    },
  ];
}
