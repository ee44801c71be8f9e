import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { firstToken, type SoakedAgent, startAgent } from './agent.ts';
import { type Fault, type Watch, within } from './fault.ts';
import { fillListener } from './idle.ts';
import { isAlive, reportTime, statusFor } from './probing.ts';

/** Files are read every 10 s, and a change must be seen twice. */
const followMs = 40_000;

/** What befalls an agent on this machine. */
export const faultsOf = (agent: SoakedAgent): readonly Fault[] => [
  {
    fault: 'nobody reads standard error for 10 s',
    async inject(watch) {
      agent.readLog(false);
      await sleep(10_000);
      watch.expect(await isAlive(agent.loopbackPort), 'it no longer answers');
      agent.readLog(true);
    },
  },
  {
    fault: 'the token file is rotated',
    async inject(watch) {
      const token = 'the-second-token-of-the-soak-1234567890';
      agent.writeToken(token);
      const isOpenTo = (one: string) =>
        within(followMs, async () => watch.answered((await statusFor(agent, one)) === 200));
      watch.expect(await isOpenTo(token), 'the new token is not accepted');
      watch.expect((await statusFor(agent, firstToken)) === 401, 'the old token is still accepted');
      agent.writeToken(firstToken);
      watch.expect(await isOpenTo(firstToken), 'a token that comes back is not accepted');
    },
  },
  {
    fault: 'the certificate is rotated',
    async inject(watch) {
      const pem = (await agent.writeCertificate()).replace(/-----[A-Z ]+-----|\s/g, '');
      const isShown = await within(followMs, async () => (await certificateOf(agent.readersPort)) === pem);
      watch.expect(isShown, 'the new certificate is not presented');
    },
  },
  {
    fault: 'history is cut and filled with garbage',
    async inject(watch) {
      const path = `${agent.folder}/history.jsonl`;
      writeFileSync(path, '{"at":\0\xff');
      await sleep(15_000);
      watch.expect(await isAlive(agent.loopbackPort), 'it no longer answers');
      rmSync(path, { force: true });
    },
  },
  {
    fault: 'the process is suspended for 2 s',
    async inject(watch) {
      process.kill(agent.pid, 'SIGSTOP');
      await sleep(2000);
      process.kill(agent.pid, 'SIGCONT');
      watch.expect(await within(5000, () => isAlive(agent.loopbackPort)), 'it no longer answers');
    },
  },
  {
    fault: 'the clock is set back by an hour, ten years ahead, ten years back, and right again',
    async inject(watch) {
      for (let jump = 0; jump < 4; jump++) {
        process.kill(agent.pid, 'SIGUSR2');
        await sleep(1000);
        const before = await reportTime(agent.loopbackPort);
        const runs = await within(25_000, async () => (await reportTime(agent.loopbackPort)) !== before);
        watch.expect(runs, 'runs do not go on');
        watch.expect(await isAlive(agent.loopbackPort), 'it no longer answers');
        watch.expect((await statusFor(agent, firstToken)) === 200, 'a reader is turned away');
      }
    },
  },
  {
    fault: 'one address fills the plain listener with answered, idle connections, and opens 200 a second',
    inject: (watch) => fillListener({ port: agent.loopbackPort, secure: false }, watch),
  },
  {
    fault: 'one address fills the TLS listener with answered, idle connections, and opens 200 a second',
    inject: (watch) => fillListener({ port: agent.readersPort, secure: true }, watch),
  },
  { fault: '64 file handles, and 100 connections that never end', inject: fewHandles },
];

/** An agent of its own. */
async function fewHandles(watch: Watch): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hostprobe-soak-handles-'));
  const agent = await startAgent(folder, { handles: 64 });
  const sockets: Socket[] = [];
  try {
    for (let index = 0; index < 100; index++) {
      const socket = connectTcp({ port: agent.loopbackPort, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      socket.once('close', () => watch.answered(false));
      socket.write('GET /report HTTP/1.1\r\nHost: loc');
      sockets.push(socket);
    }
    await sleep(1000);
    for (let tries = 0; tries < 10; tries++) {
      watch.expect(watch.answered(await isAlive(agent.loopbackPort)), 'a probe is not answered');
    }
  } finally {
    for (const socket of sockets) socket.removeAllListeners('close').destroy();
    await agent.close();
    rmSync(folder, { recursive: true });
  }
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
