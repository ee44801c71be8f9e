import { rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { firstToken, type SoakedAgent } from './agent.ts';
import { isAlive } from './probing.ts';

export interface Survived {
  fault: string;
  survived: boolean;
}

/** Files are read every 10 s, and a change must be seen twice. */
const followMs = 40_000;

interface Fault {
  fault: string;
  /** Injects it and takes it back; false: something was lost. */
  inject(agent: SoakedAgent): Promise<boolean>;
}

const faults: readonly Fault[] = [
  {
    fault: 'nobody reads standard error for 10 s',
    async inject(agent) {
      agent.readLog(false);
      await sleep(10_000);
      const alive = await isAlive(agent.loopbackPort);
      agent.readLog(true);
      return alive;
    },
  },
  {
    fault: 'the token file is rotated',
    async inject(agent) {
      const token = 'the-second-token-of-the-soak-1234567890';
      agent.writeToken(token);
      const follows = await within(followMs, async () => (await statusFor(agent, token)) === 200);
      const ended = (await statusFor(agent, firstToken)) === 401;
      agent.writeToken(firstToken);
      return follows && ended && (await within(followMs, async () => (await statusFor(agent, firstToken)) === 200));
    },
  },
  {
    fault: 'the certificate is rotated',
    async inject(agent) {
      const pem = (await agent.writeCertificate()).replace(/-----[A-Z ]+-----|\s/g, '');
      return await within(followMs, async () => (await certificateOf(agent.readersPort)) === pem);
    },
  },
  {
    fault: 'history is cut and filled with garbage',
    async inject(agent) {
      const path = `${agent.folder}/history.jsonl`;
      writeFileSync(path, '{"at":\0\xff');
      await sleep(15_000);
      const alive = await isAlive(agent.loopbackPort);
      rmSync(path, { force: true });
      return alive;
    },
  },
  {
    fault: 'the process is suspended for 2 s',
    async inject(agent) {
      process.kill(agent.pid, 'SIGSTOP');
      await sleep(2000);
      process.kill(agent.pid, 'SIGCONT');
      return await within(5000, () => isAlive(agent.loopbackPort));
    },
  },
];

/** One after the other, again and again until then; each at least once. */
export async function injectFaults(agent: SoakedAgent, until: number): Promise<Survived[]> {
  const all: Survived[] = [];
  for (let turn = 0; turn < faults.length || performance.now() < until; turn++) {
    const { fault, inject } = faults[turn % faults.length] as Fault;
    all.push({ fault, survived: await inject(agent) });
    await sleep(1000);
  }
  return tally(all);
}

function tally(all: readonly Survived[]): Survived[] {
  return faults.map(({ fault }) => {
    const of = all.filter((one) => one.fault === fault);
    return { fault: `${fault} (${of.length} times)`, survived: of.every(({ survived }) => survived) };
  });
}

async function within(ms: number, holds: () => Promise<boolean>): Promise<boolean> {
  const until = performance.now() + ms;
  while (performance.now() < until) {
    if (await holds()) return true;
    await sleep(500);
  }
  return false;
}

function statusFor({ readersPort: port }: SoakedAgent, token: string): Promise<number> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}` };
    const options = { host: '127.0.0.1', port, headers, agent: false, rejectUnauthorized: false };
    const asked = request({ ...options, path: '/report?status=200' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once('error', () => resolve(0));
    asked.end();
  });
}

/** The certificate that is presented there, as base64; empty: none. */
function certificateOf(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().raw.toString('base64'));
      socket.destroy();
    });
    socket.once('error', () => resolve(''));
  });
}
