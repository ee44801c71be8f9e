import { BinaryReader } from '@bufbuild/protobuf/wire';

type Holds = 'text' | 'number' | 'texts' | 'texts by name' | 'bytes by name' | Message | [Message];
/** What is in a message, by the number of the field: its name in JSON, and what it holds. */
interface Message {
  [field: number]: [name: string, holds: Holds];
}

const metadata: Message = { 1: ['name', 'text'], 3: ['namespace', 'text'], 11: ['labels', 'texts by name'] };
const subject: Message = {
  1: ['kind', 'text'],
  2: ['apiGroup', 'text'],
  3: ['name', 'text'],
  4: ['namespace', 'text'],
};
const roleRef: Message = { 1: ['apiGroup', 'text'], 2: ['kind', 'text'], 3: ['name', 'text'] };

/** Of the kinds that kubectl and Helm send in this form, what they set. Source: generated.proto of k8s.io/api. */
const kinds: Readonly<Record<string, Message>> = {
  ClusterRoleBinding: { 1: ['metadata', metadata], 2: ['subjects', [subject]], 3: ['roleRef', roleRef] },
  DeleteOptions: {},
  Namespace: { 1: ['metadata', metadata] },
  Secret: { 1: ['metadata', metadata], 2: ['data', 'bytes by name'], 3: ['type', 'text'] },
  TokenRequest: { 2: ['spec', { 1: ['audiences', 'texts'], 4: ['expirationSeconds', 'number'] }] },
};
const typeMeta: Message = { 1: ['apiVersion', 'text'], 2: ['kind', 'text'] };

/** An object as the typed clients of client-go send it: four bytes, its type (1) and its content (2). */
export function decodeObject(sent: Buffer): unknown {
  if (sent.toString('latin1', 0, 4) !== 'k8s\0') throw new Error('this is not the protobuf form of Kubernetes');
  const { type, content } = Object.fromEntries(fieldsIn(sent.subarray(4), { 1: 'type', 2: 'content' }));
  const { apiVersion, kind } = decode(type ?? Buffer.of(), typeMeta);
  const message = kinds[String(kind)];
  if (message === undefined) throw new Error(`no ${kind} can be read in the protobuf form`);
  return { apiVersion, kind, ...decode(content ?? Buffer.of(), message) };
}

function fieldsIn(bytes: Uint8Array, names: Record<number, string>): [string, Buffer][] {
  const reader = new BinaryReader(bytes);
  const found: [string, Buffer][] = [];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    const name = names[field];
    if (name === undefined) reader.skip(wire);
    else found.push([name, Buffer.from(reader.bytes())]);
  }
  return found;
}

function decode(bytes: Uint8Array, message: Message): Record<string, unknown> {
  const reader = new BinaryReader(bytes);
  const object: Record<string, unknown> = {};
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    const [name, holds] = message[field] ?? [];
    if (name === undefined || holds === undefined) reader.skip(wire);
    else if (holds === 'number') object[name] = Number(reader.int64());
    else object[name] = add(object[name], holds, Buffer.from(reader.bytes()));
  }
  return object;
}

/** What a field holds when it has come once more. */
function add(before: unknown, holds: Exclude<Holds, 'number'>, bytes: Buffer): unknown {
  // What came before was made here, by the same word.
  const several = (before ?? []) as unknown[];
  if (holds === 'text') return bytes.toString();
  if (holds === 'texts') return [...several, bytes.toString()];
  if (Array.isArray(holds)) return [...several, decode(bytes, holds[0])];
  if (typeof holds !== 'string') return decode(bytes, holds);
  const { key, value = Buffer.of() } = Object.fromEntries(fieldsIn(bytes, { 1: 'key', 2: 'value' }));
  const text = value.toString(holds === 'texts by name' ? 'utf8' : 'base64');
  return { ...(before as object | undefined), [String(key)]: text };
}
