/** A machine that a test makes up. What is left out is not there. */
export interface Machine {
  /** Codes that calls give before they answer. */
  first?: Readonly<Record<string, readonly number[]>>;
  /** Calls that never come back. */
  hangs?: readonly string[];
  services?: Readonly<Record<string, Service>>;
  processes?: readonly Process[];
  token?: Token;
  /** null: this process is in no job. */
  job?: Job | null;
  /** Named jobs; or the code with which one refuses to be opened. */
  jobs?: Readonly<Record<string, NamedJob | number>>;
  /** By group: its members, or the code with which the question fails. */
  groups?: Readonly<Record<string, readonly Member[] | number>>;
  users?: readonly { name: string; flags: number }[];
  /** How many entries of a list of accounts one call gives. */
  pageSize?: number;
  join?: { name: string | null; status: number };
  /** By SID: domain and name, or the code with which the look-up fails. */
  names?: Readonly<Record<string, readonly [domain: string, name: string] | number>>;
  /** By right: SIDs, or the NTSTATUS. */
  rights?: Readonly<Record<string, readonly (string | null)[] | number>>;
  files?: Readonly<Record<string, File>>;
  /** By `key\value`: type and bytes. */
  registry?: Readonly<Record<string, { type: number; data: Buffer }>>;
  /** By key: when it was last written (FILETIME), or the code with which it refuses to be opened. */
  keys?: Readonly<Record<string, bigint | number>>;
  listeners?: readonly { address: string; port: number; pid: number }[];
  connections?: readonly { local: End; remote: End; pid: number }[];
  build?: number;
  /** Objects of HNS by id, each as the JSON that it gives, or the HRESULT of a failure with the error record. */
  hns?: Readonly<
    Partial<Record<'Network' | 'Endpoint' | 'LoadBalancer', Readonly<Record<string, string | HnsFailure>> | HnsFailure>>
  >;
  /** By log, newest first; or the code with which the query fails. */
  events?: Readonly<Record<string, readonly Event[] | number>>;
}

export interface HnsFailure {
  code: number;
  record: string;
}

export interface End {
  address: string;
  port: number;
}

export interface Service {
  /** With a descriptor of its own: neither opened nor listed. */
  hidden?: boolean;
  driver?: boolean;
  displayName?: string;
  startType: number;
  account: string;
  commandLine: string;
  dependsOn?: readonly string[];
  state: number;
  pid: number;
  exitCode?: number;
  /** Or the code with which the question fails. */
  failureActions?: { resetSeconds: number; actions: readonly (readonly [type: number, delayMs: number])[] } | number;
}

export interface Process {
  pid: number;
  parentPid?: number;
  name: string;
  /** The code with which OpenProcess refuses it. */
  refuses?: number;
  /** Or the code of the refusal. */
  image: string | number;
  /** Or an NTSTATUS; or where it stands in a Windows that does not know the question (null: there is no PEB). */
  commandLine: string | number | { inMemory: string | null };
  user: string;
  /** It has ended with this code, and somebody still holds a handle. */
  exitCode?: number;
  /** FILETIME. */
  startedAt?: bigint;
  usage?: { userTime: bigint; kernelTime: bigint; memory: bigint; handles: number; priority: number };
}

export interface Event {
  record: number;
  source: string;
  id?: number;
  /** 1 critical to 5 verbose; 4, information, where left out. */
  level?: number;
  /** FILETIME. */
  at: bigint;
  values: readonly (string | bigint)[];
}

export interface Token {
  user: string;
  groups: readonly (readonly [sid: string, attributes: number])[];
  privileges: readonly (readonly [name: string, attributes: number])[];
  integrity: string;
  elevated: boolean;
  sessionId: number;
}

export interface Job {
  /** A class that this Windows refuses, by its number. */
  refuses?: Readonly<Record<number, number>>;
  limitFlags?: number;
  memoryLimit?: bigint;
  peak?: bigint;
  cpu?: readonly [flags: number, rate: number];
  processes?: number;
  silo?: { id: number; server: boolean };
}

export interface NamedJob {
  pids: readonly number[];
  userTime: bigint;
  kernelTime: bigint;
  memory: bigint;
  peak: bigint;
  /** JOB_OBJECT_LIMIT_JOB_MEMORY; left out: no limit. */
  memoryLimit?: bigint;
}

export interface Member {
  /** null: the pointer is NULL. */
  sid: string | null;
  name: string;
  /** SID_NAME_USE; 1 is a user. */
  use?: number;
}

export interface File {
  /** The code with which it refuses to be opened for anything but its name (access 0). */
  closed?: number;
  /** The code with which it refuses to be opened. */
  refuses?: number;
  finalPath?: string;
  /** null: no owner. */
  owner?: string | null;
  sddl?: string;
  mountedVolume?: string;
  /** Its version resource; or the code of the refusal, of which a program without one has its own. */
  version?: { high: number; low: number /** Of the VS_FIXEDFILEINFO. */; bytes?: number } | number;
}
