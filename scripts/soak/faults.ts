import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { firstToken, type SoakedAgent, startAgent } from './agent.ts';
import { type Fault, within } from './fault.ts';
import { isAlive } from './probing.ts';

/** Files are read every 10 s, and a change must be seen twice. */
const followMs = 40_000;

/** What befalls an agent on this machine. */
export const faultsOf = (agent: SoakedAgent): readonly Fault[] => [
  {
    fault: 'nobody reads standard error for 10 s',
    async inject() {
      agent.readLog(false);
      await sleep(10_000);
      const alive = await isAlive(agent.loopbackPort);
      agent.readLog(true);
      return alive;
    },
  },
  {
    fault: 'the token file is rotated',
    async inject() {
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
    async inject() {
      const pem = (await agent.writeCertificate()).replace(/-----[A-Z ]+-----|\s/g, '');
      return await within(followMs, async () => (await certificateOf(agent.readersPort)) === pem);
    },
  },
  {
    fault: 'history is cut and filled with garbage',
    async inject() {
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
    async inject() {
      process.kill(agent.pid, 'SIGSTOP');
      await sleep(2000);
      process.kill(agent.pid, 'SIGCONT');
      return await within(5000, () => isAlive(agent.loopbackPort));
    },
  },
  {
    fault: 'the clock is set back by an hour, and forward again',
    async inject() {
      process.kill(agent.pid, 'SIGUSR2');
      await sleep(15_000);
      const goesOn = (await isAlive(agent.loopbackPort)) && (await statusFor(agent, firstToken)) === 200;
      process.kill(agent.pid, 'SIGUSR2');
      await sleep(1000);
      return goesOn && (await statusFor(agent, firstToken)) === 200;
    },
  },
  {
    fault: 'the disk is full where history is written',
    async inject() {
      const path = `${agent.folder}/history.jsonl`;
      rmSync(path, { force: true });
      // Every write to it fails for want of room.
      symlinkSync('/dev/full', path);
      await sleep(25_000);
      const alive = (await isAlive(agent.loopbackPort)) && (await statusFor(agent, firstToken)) === 200;
      rmSync(path, { force: true });
      return alive;
    },
  },
  { fault: '64 file handles, and 100 connections that never end', inject: fewHandles },
];

/** An agent of its own. */
async function fewHandles(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-soak-handles-'));
  const agent = await startAgent(folder, { handles: 64 });
  const sockets: Socket[] = [];
  try {
    for (let index = 0; index < 100; index++) {
      const socket = connectTcp({ port: agent.loopbackPort, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      socket.write('GET /report HTTP/1.1\r\nHost: loc');
      sockets.push(socket);
    }
    await sleep(1000);
    const answers: boolean[] = [];
    for (let tries = 0; tries < 10; tries++) answers.push(await isAlive(agent.loopbackPort));
    return answers.every(Boolean);
  } finally {
    for (const socket of sockets) socket.destroy();
    await agent.close();
    rmSync(folder, { recursive: true });
  }
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
