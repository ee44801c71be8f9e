import { once } from 'node:events';
import { connect, createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ask, statusError } from '../../../agent/host/runtime/grpc-call.ts';

test('status 0 is not an error', () => {
  expect(statusError('Version', '0', '')).toBeNull();
});

test('a message that is not validly encoded is shown as it came', () => {
  expect(statusError('Version', '2', '100% wrong')?.message).toBe('CRI Version: UNKNOWN: 100% wrong');
});

test.each(['99', '', '0x0', '-1'])('an unknown status is an error: %j', (status) => {
  expect(statusError('Version', status, 'x')).toMatchObject({ kind: 'failed', code: `status ${status}` });
});

// grpc doc/statuscodes.md: the codes and their numbers.
test.each(
  Object.entries({
    ...{ CANCELLED: 1, UNKNOWN: 2, INVALID_ARGUMENT: 3, DEADLINE_EXCEEDED: 4, NOT_FOUND: 5, ALREADY_EXISTS: 6 },
    ...{ PERMISSION_DENIED: 7, RESOURCE_EXHAUSTED: 8, FAILED_PRECONDITION: 9, ABORTED: 10, OUT_OF_RANGE: 11 },
    ...{ UNIMPLEMENTED: 12, INTERNAL: 13, UNAVAILABLE: 14, DATA_LOSS: 15, UNAUTHENTICATED: 16 },
  }),
)('%s is status %i', (name, number) => {
  expect(statusError('Version', String(number), '')?.code).toBe(name);
});

test.each([
  ['4', 'timeout', 'DEADLINE_EXCEEDED'],
  ['7', 'denied', 'PERMISSION_DENIED'],
  ['16', 'denied', 'UNAUTHENTICATED'],
  ['14', 'failed', 'UNAVAILABLE'],
])('status %s is the error %s, and its message is read as it was sent', (status, kind, code) => {
  const message = `CRI Version: ${code}: 100% "ä"`;
  expect(statusError('Version', status, '100%25 %22%C3%A4%22')).toMatchObject({ kind, code, message });
});

/** A server that answers each call with this type and an empty message; `asked` has the headers of the calls. */
async function answering(type: string) {
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer();
  onTestFinished(() => void server.close());
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    asked.push(headers);
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.respond({ ':status': 200, 'content-type': type }, { waitForTrailers: true });
    stream.end(Buffer.alloc(5));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // A listening TCP server's address is never a string.
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => session.destroy());
  const call = { service: 'runtime.v1.RuntimeService', method: 'Version', message: new Uint8Array(), timeoutMs: 1500 };
  return { asked, answer: await ask(session, call).then(String, (error: Error) => error.message) };
}

// grpc doc/PROTOCOL-HTTP2.md: "application/grpc" [("+proto" / "+json" / {custom})].
test.each([
  ['application/grpc', true],
  ['application/grpc+proto', true],
  ['application/grpc; charset=utf-8', true],
  ['application/grpcx', false],
  ['text/html', false],
])('an answer of the type %s is one of gRPC: %s', async (type, is) => {
  const { asked, answer } = await answering(type);
  expect(answer).toBe(is ? '' : `CRI Version: content-type ${type} where gRPC has application/grpc`);
  // The same source: TimeoutValue, and m for milliseconds.
  expect(asked[0]?.['grpc-timeout']).toBe('1500m');
});
