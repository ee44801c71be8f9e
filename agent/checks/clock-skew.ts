import { check, pass, skip, type Verdict, warn } from '../check.ts';
import { evidence, ifKnown, known } from '../fact.ts';
import { onNode, verified } from '../fix.ts';
import { ownMode, ownTokenPath } from '../node/own-container.ts';

/** The API server allows a minute when it judges the times in a token. */
const warnAboveSeconds = 60;

export const clockSkew = check({
  id: 'clock-skew',
  area: 'node',
  title: 'Clock of the node, compared with the API server',
  why: 'A clock that is wrong makes good tokens and certificates look expired or not yet valid, and puts logs and events in the wrong order.',
  needs: ['identity', 'sandbox', 'token', 'network'],
  gives: ['pass', 'skip', 'warn'],
  reference:
    'https://learn.microsoft.com/windows-server/networking/windows-time-service/windows-time-service-tools-and-settings',
  run(facts, { at }) {
    const { host, answer } = facts.network.apiServer;
    if (host === null) return skip('no API server is known here to compare with');
    const reply = ifKnown(answer);
    if (reply?.date) return judge(reply.receivedAt, reply.date, "API server's Date header");
    // A token from the future shows a clock that is behind; one from the past shows nothing.
    const mode = ownMode(facts);
    const issuedAt = mode === null ? undefined : ifKnown(ownTokenPath(facts.token, mode).token)?.claims?.issuedAt;
    if (issuedAt && Date.parse(issuedAt) > at.getTime()) return judge(at.toISOString(), issuedAt, 'token issued at');
    known(answer);
    return skip(reply ? 'the API server sends no date' : 'the API server refuses the connection; see api-server');
  },
});

function judge(here: string, there: string, source: string): Verdict<'pass' | 'warn'> {
  // The header has whole seconds.
  const seconds = Math.round((Date.parse(here) - Date.parse(there)) / 1000);
  const apart = Math.abs(seconds);
  const seen = [evidence('clock of the node', here), evidence(source, there)];
  const summary = apart === 0 ? 'less than a second apart' : `${apart} s ${seconds > 0 ? 'ahead' : 'behind'}`;
  if (apart <= warnAboveSeconds) return pass(summary, seen);
  return warn(
    `the clock of the node is ${summary}: tokens look expired or not yet valid here, and the kubelet renews them too early or too late`,
    seen,
    setClock,
  );
}

export const setClock = verified(
  'w32tm /query /status',
  'Last Successful Sync Time is less than a minute ago, and Source is neither Local CMOS Clock nor Free-running System Clock.',
  [
    onNode('Start the time service if it is stopped.', 'Start-Service w32time'),
    onNode('See which time source the node follows.', 'w32tm /query /status /verbose'),
    onNode(
      'If the node is in no domain, and its source is Local CMOS Clock or Free-running System Clock, name a time server; <server> is one that this network has.',
      'w32tm /config /manualpeerlist:<server> /syncfromflags:manual /update',
    ),
    onNode(
      'Set the clock.',
      'w32tm /resync /rediscover',
      'The time jumps, which disturbs timers and the order of logs.',
    ),
  ],
);
