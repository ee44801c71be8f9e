import type { ChildProcessByStdio } from 'node:child_process';
import type { IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import type { Duplex, Readable, Writable } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Answer, forbidden } from './status.ts';

/** What a kubelet does with streams to pods. */
export interface Kubelet {
  /** The port of this machine that stands for a port of the pod's node; a text is what the kubelet says instead. */
  forward(pod: string, port: number): number | string;
  /** Starts a program in a pod; a text is why it cannot be started. */
  exec(pod: string, command: readonly string[]): Program | string;
  /** Protocols for exec, the best first. */
  protocols: string[];
  /** How many bytes of a program's output are lost at its end, though it ends well, as older shims have it. */
  loses: number;
  /** Cuts the connection after so many bytes; infinite: never. */
  cutsAfter: number;
  /** What is answered to who asks for a stream that they may open; 'nothing': no answer ever comes. */
  insteadOfStreams: Answer | 'nothing' | null;
  /** Whether the result of a program overtakes its output. */
  resultFirst: boolean;
}
export type Program = ChildProcessByStdio<Writable, Readable, Readable>;

export interface Streaming {
  allowed: string[];
  isKnown(request: IncomingMessage): boolean;
  kubelet: Kubelet;
  /** Path and protocol of each stream that was opened. */
  streams: string[];
}

/** pods/exec and pods/portforward over WebSocket, as kube-apiserver and kubelet have them together. */
export function serveStreams(server: Server, streaming: Streaming): void {
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) =>
      [...streaming.kubelet.protocols, 'v4.channel.k8s.io'].find((one) => offered.has(one)) ?? false,
  });
  server.on('upgrade', (request, socket: Duplex, head) => {
    const url = new URL(request.url ?? '', 'https://localhost');
    const [, namespace, name = '', what = ''] =
      /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/(exec|portforward)$/.exec(url.pathname) ?? [];
    const asked = { resource: `pods/${what}`, verb: 'get', name, namespace };
    if (!streaming.isKnown(request))
      return refuse(socket, { status: 401, answer: { kind: 'Status', reason: 'Unauthorized' } });
    if (!streaming.allowed.includes(`get pods/${what}`)) return refuse(socket, forbidden(asked));
    const { insteadOfStreams } = streaming.kubelet;
    if (insteadOfStreams === 'nothing') return void socket.on('error', () => socket.destroy());
    if (insteadOfStreams !== null) return refuse(socket, insteadOfStreams);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      streaming.streams.push(`${what} ${opened.protocol}`);
      if (what === 'exec') exec(opened, streaming.kubelet, { pod: name, command: url.searchParams.getAll('command') });
      else forward(opened, streaming.kubelet, { pod: name, port: Number(url.searchParams.get('ports')) });
    });
  });
}

function refuse(socket: Duplex, { status, answer }: Answer): void {
  const body = JSON.stringify(answer);
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const send = (socket: WebSocket, channel: number, data: Uint8Array) =>
  socket.send(Buffer.concat([Buffer.from([channel]), data]));

/** Cuts where the kubelet shall. */
function sender(socket: WebSocket, { cutsAfter }: Kubelet) {
  let sent = 0;
  return (channel: number, data: Buffer) => {
    if (sent + data.length > cutsAfter) return socket.terminate();
    sent += data.length;
    send(socket, channel, data);
  };
}

function forward(socket: WebSocket, kubelet: Kubelet, { pod, port }: { pod: string; port: number }): void {
  const number = Buffer.alloc(2);
  number.writeUInt16LE(port);
  send(socket, 0, number);
  send(socket, 1, number);
  const to = kubelet.forward(pod, port);
  if (typeof to === 'string') {
    send(socket, 1, Buffer.from(to));
    socket.close();
    return;
  }
  const sendOn = sender(socket, kubelet);
  const target = connect(to, '127.0.0.1');
  target.on('data', (data: Buffer) => sendOn(0, data));
  target.on('error', (error) => {
    send(socket, 1, Buffer.from(`error forwarding port ${port} to pod ${pod}: ${error.message}`));
    socket.close();
  });
  target.on('end', () => socket.close());
  socket.on('message', (data) => target.write((data as Buffer).subarray(1)));
  socket.on('close', () => target.destroy());
}

function exec(socket: WebSocket, kubelet: Kubelet, { pod, command }: { pod: string; command: string[] }): void {
  const held: Buffer[] = [];
  const finish = (status: object) => {
    send(socket, 3, Buffer.from(JSON.stringify({ metadata: {}, ...status })));
    for (const data of held) send(socket, 1, data);
    socket.close();
  };
  const program = kubelet.exec(pod, command);
  if (typeof program === 'string') {
    finish({ status: 'Failure', message: program, reason: 'InternalError', code: 500 });
    return;
  }
  const sendOn = sender(socket, kubelet);
  let atEnd = Buffer.alloc(0);
  program.stdout.on('data', (data: Buffer) => {
    // What is lost at the end is held back until there is more.
    const all = Buffer.concat([atEnd, data]);
    const end = Math.max(0, all.length - kubelet.loses);
    atEnd = all.subarray(end) as Buffer<ArrayBuffer>;
    if (kubelet.resultFirst) held.push(all.subarray(0, end));
    else if (end > 0) sendOn(1, all.subarray(0, end));
  });
  program.stderr.on('data', (data: Buffer) => send(socket, 2, data));
  program.on('close', (code) => {
    if (code === 0) return finish({ status: 'Success' });
    const details = { causes: [{ reason: 'ExitCode', message: String(code) }] };
    finish({
      status: 'Failure',
      message: `command terminated with exit code ${code}`,
      reason: 'NonZeroExitCode',
      details,
    });
  });
  socket.on('message', (data) => {
    const message = data as Buffer;
    if (message[0] === 0) program.stdin.write(message.subarray(1));
    if (message[0] === 255) program.stdin.end();
  });
  // As a kubelet does: the program is not killed, its standard input ends.
  socket.on('close', () => program.stdin.end());
}
