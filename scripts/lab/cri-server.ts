import { createServer, type ServerHttp2Stream } from 'node:http2';
import { createServer as createSocketServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type DescMessage, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { ImageService, RuntimeService } from '../../agent/host/runtime/cri.pb.ts';
import * as answers from './cri-answers.ts';

export interface CriServer extends answers.CriNode {
  /** A named pipe or unix socket. */
  path: string;
  /** Accepts connections and never sends a byte, like a containerd that hangs. */
  silent?: boolean;
  /** Methods that it takes and never answers. */
  unanswered?: readonly string[];
}

/** Simulates containerd's CRI endpoint, with the answers of its releases on Windows. */
export async function serveCri(options: CriServer): Promise<{ close(): Promise<void> }> {
  const { path, silent = false } = options;
  const connections = new Set<Socket>();
  const server = silent ? createSocketServer() : createServer();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    // A client may close the connection during an answer.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => connections.delete(socket));
  });
  server.on('stream', (stream: ServerHttp2Stream, headers: { ':path'?: string }) => {
    stream.on('error', () => stream.destroy());
    void reply(stream, headers[':path'] ?? '', options);
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(path, listening.resolve);
  await listening.promise;
  return {
    close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      for (const socket of connections) socket.destroy();
      return closed.promise;
    },
  };
}

const method = { ...RuntimeService.method, ...ImageService.method };
const notFound = 5;
const unimplemented = 12;

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function reply(stream: ServerHttp2Stream, path: string, options: CriServer): Promise<void> {
  if (options.unanswered?.some((name) => path.endsWith(`/${name}`))) return;
  const head = { ':status': 200, 'content-type': 'application/grpc' };
  try {
    const message = answerTo(path, await buffer(stream), options);
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    stream.respond(head, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'grpc-message': '' }));
    stream.end(Buffer.concat([prefix, message]));
  } catch (error) {
    if (!(error instanceof Refusal)) {
      stream.destroy(error as Error);
      return;
    }
    const tail = { 'grpc-status': String(error.status), 'grpc-message': encodeURIComponent(error.message) };
    stream.respond({ ...head, ...tail }, { endStream: true });
  }
}

/** The encoded answer to one call. */
function answerTo(path: string, body: Buffer, node: CriServer): Uint8Array {
  const [, service = '', name = ''] = path.split('/');
  const served = [`runtime.${answers.servesV1(node) ? '(v1|v1alpha2)' : 'v1alpha2'}`, '(Runtime|Image)Service'];
  if (!new RegExp(`^${served.join('\\.')}$`).test(service))
    throw new Refusal(unimplemented, `unknown service ${service}`);
  const request = <Input extends DescMessage>(schema: Input) => fromBinary(schema, body.subarray(5));
  const encode = <Output extends DescMessage>(schema: Output, message: MessageShape<Output> | null, id = '') => {
    if (message === null) throw new Refusal(notFound, `an error occurred when try to find ${id}: not found`);
    return toBinary(schema, message);
  };
  switch (name) {
    case method.version.name:
      return encode(method.version.output, answers.versionAnswer(node));
    case method.status.name: {
      const { verbose } = request(method.status.input);
      return encode(method.status.output, answers.statusAnswer(node, node.path, verbose));
    }
    case method.listPodSandbox.name:
      return encode(method.listPodSandbox.output, answers.sandboxesAnswer(node));
    case method.podSandboxStatus.name: {
      const { podSandboxId } = request(method.podSandboxStatus.input);
      return encode(method.podSandboxStatus.output, answers.sandboxAnswer(node, podSandboxId), podSandboxId);
    }
    case method.listContainers.name:
      return encode(method.listContainers.output, answers.containersAnswer(node));
    case method.containerStatus.name: {
      const { containerId } = request(method.containerStatus.input);
      return encode(method.containerStatus.output, answers.containerAnswer(node, containerId), containerId);
    }
    case method.listImages.name:
      return encode(method.listImages.output, answers.imagesAnswer(node));
    default:
      throw new Refusal(unimplemented, `unknown method ${name} for service ${service}`);
  }
}
