import type { DaemonSetInfo, EventInfo, Listed, NodeInfo, Permission, PodInfo } from './facts/cluster.ts';
import type { Picture } from './facts/os.ts';
import type { ContainerInfo, RuntimeStatus, RuntimeVersion, SandboxInfo } from './facts/runtime.ts';
import type { ServiceState, StartType } from './facts/services.ts';

/**
 * Every question that may be asked of the machine. Types only.
 *
 * Three rules hold for every method: "not there" is a value (`null`, an empty list); "could not read" rejects with a
 * QueryError that says which kind; nothing is changed on the machine by asking, but for `state`.
 */
export interface Host {
  /** Questions that are not answered by this machine but by recorded or invented values; empty on a real node. */
  readonly standIns: readonly string[];
  now(): Date;
  readonly self: Self;
  readonly files: Files;
  readonly programs: Programs;
  readonly services: Services;
  readonly processes: Processes;
  readonly registry: Registry;
  readonly accounts: Accounts;
  readonly eventLogs: EventLogs;
  readonly network: Network;
  readonly system: System;
  /** A client for the CRI endpoint at this pipe or socket path. Nothing is opened until a method is called. */
  runtime(path: string): Runtime;
  /** A client for a Kubernetes API, good for one run. Nothing is loaded or opened until a method is called. */
  cluster(access: ApiAccess): Cluster;
  /** A file of hostprobe's own. Nothing is made or opened until a method is called. */
  state(place: StatePlace): State;
}

/** `directory` null: the folder that hostprobe has on this machine. */
export interface StatePlace {
  directory: string | null;
  file: string;
}

/** The one thing that hostprobe writes on a machine. */
export interface State {
  /** Its path; null: there is no folder for it on this machine, and nothing can be written. */
  readonly file: string | null;
  /** Its last so many bytes; null when it is not there. */
  read(maxBytes: number): Promise<string | null>;
  /** Adds to its end, and makes it where it is not there. It is on the disk when this resolves, with the file's size. */
  append(text: string): Promise<number>;
  /** Replaces the file, as a whole or not at all; resolves with its size. */
  replace(text: string): Promise<number>;
}

/** The process that asks. */
export interface Self {
  readonly pid: number;
  readonly executable: string;
  workingDirectory(): string;
  /** null when the variable is not set. Windows names match in any case. */
  variable(name: string): string | null;
  token(): Promise<Token>;
  job(): Promise<Job>;
  /** The silo that this process's job is; null: it is none, or there is no job. */
  silo(): Promise<Silo | null>;
  /** Hard cap of the job in hundredths of a percent of the machine, 1 to 10000; null: no cap, or no job. */
  cpuRate(): Promise<number | null>;
}

/** What an access token says (GetTokenInformation). */
export interface Token {
  sid: string;
  groups: { sid: string; enabled: boolean }[];
  privileges: { name: string; enabled: boolean }[];
  /** Last sub-authority of the integrity SID: 0x2000 medium, 0x3000 high, 0x4000 system. */
  integrityLevel: number;
  elevated: boolean;
  sessionId: number;
}

/** The job object of the calling process (QueryInformationJobObject with a NULL handle). Null: no such limit. */
export interface Job {
  inJob: boolean;
  memoryLimitBytes: number | null;
  processMemoryLimitBytes: number | null;
  activeProcessLimit: number | null;
  /** null: not told. */
  peakMemoryBytes: number | null;
  activeProcesses: number | null;
}

/** `server` true: a process-isolated container, not a HostProcess one. */
export interface Silo {
  id: number;
  server: boolean;
}

export interface FileStat {
  kind: 'file' | 'directory' | 'other';
  size: number;
  modifiedAt: Date;
  /**
   * The same as long as it is the same file, and nobody has changed it: volume, file id, size, time of the last write, and of the
   * last change of anything, which also tells a new access list, and a write whose time was put back.
   */
  identity: string;
}

export interface Files {
  /** Follows links. */
  stat(path: string): Promise<FileStat | null>;
  /** Names in a directory, unsorted; null when the directory is not there. */
  list(path: string): Promise<string[] | null>;
  /** Up to maxBytes from offset (default 0) of a file that others may be writing; `size` is the whole file's. */
  read(path: string, range: { maxBytes: number; offset?: number }): Promise<{ bytes: Uint8Array; size: number } | null>;
  /** Target of a link; null when the path is not there or is no link. */
  readLink(path: string): Promise<string | null>;
  /** Whether this account may create files in the directory, by opening it with that right; nothing is created. */
  mayCreateIn(directory: string): Promise<boolean>;
  /** The path behind all links and mounts, by volume GUID (GetFinalPathNameByHandle); null when not there. */
  finalPath(path: string): Promise<string | null>;
  /** `\\?\Volume{...}\` when the directory is a volume mount point, else null. */
  mountedVolume(directory: string): Promise<string | null>;
  /** Owner SID (null: it has no owner) and the DACL as SDDL; null when not there. */
  security(path: string): Promise<{ owner: string | null; sddl: string } | null>;
  /** Fixed file version from the version resource, "1.2.3.4"; null when the file has none or is not there. */
  version(path: string): Promise<string | null>;
}

export interface Programs {
  /** Runs a program without a shell, its whole child tree killed at the deadline. Rejects when it cannot be started. */
  run(program: string, args: readonly string[], options: { timeoutMs: number }): Promise<ProgramResult>;
}
export interface ProgramResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface Services {
  /** null: no service of that name. */
  query(name: string): Promise<ServiceAnswer | null>;
  /** Services of type Win32 that this account may see. */
  list(): Promise<{ name: string; displayName: string; state: ServiceState; pid: number | null }[]>;
}
export interface ServiceAnswer {
  name: string;
  displayName: string;
  state: ServiceState;
  startType: StartType;
  /** As configured for the next start, verbatim: `LocalSystem`, `.\user`, `NT AUTHORITY\LocalService`; may be empty. */
  account: string;
  commandLine: string;
  dependsOn: string[];
  pid: number | null;
  exitCode: number;
  /** null when this Windows does not tell. */
  failureActions: {
    resetSeconds: number;
    actions: { kind: 'none' | 'restart' | 'reboot' | 'run'; delayMs: number }[];
  } | null;
}

export interface Processes {
  list(): Promise<{ pid: number; parentPid: number; name: string }[]>;
  // Each but `startedAt` rejects as `denied` where this account may not ask. null: the process has gone.
  /** Empty for a process that runs no file (System, Registry, Memory Compression). */
  image(pid: number): Promise<string | null>;
  startedAt(pid: number): Promise<Date | null>;
  /** SID of the user in the process's token. */
  account(pid: number): Promise<string | null>;
  /** The groups in the process's token. */
  groups(pid: number): Promise<Token['groups'] | null>;
  /** Empty for a process that has none. */
  commandLine(pid: number): Promise<string | null>;
}

export interface Registry {
  /** A value under HKEY_LOCAL_MACHINE; null when key or value is not there. */
  read(key: string, value: string): Promise<string | number | string[] | null>;
  /** When a key under HKEY_LOCAL_MACHINE was last written: one of its values, not which. null: there is no such key. */
  writtenAt(key: string): Promise<Date | null>;
}

export interface Accounts {
  /**
   * `DOMAIN\name` for a SID; null when Windows finds no name. That is no proof of a deleted account: LookupAccountSidW says
   * the same when a network time-out keeps it from asking a domain controller.
   */
  name(sid: string): Promise<string | null>;
  /** NetLocalGroupGetInfo level 1, the same test as the shim's. */
  groupExists(name: string): Promise<boolean>;
  groups(): Promise<string[]>;
  /** null: no such group. `name` is null for a member that no longer exists. */
  members(group: string): Promise<{ sid: string; name: string | null }[] | null>;
  /** Normal local accounts. */
  users(): Promise<{ name: string; disabled: boolean; locked: boolean; passwordExpired: boolean }[]>;
  /** SIDs to which an account right is given directly. Needs an administrator. */
  holders(right: string): Promise<string[]>;
  join(): Promise<{ kind: 'none' | 'workgroup' | 'domain' | 'unknown'; name: string }>;
}

/** Event logs, to which a program writes texts under the name of a source: "Application", "System", channels of providers. */
export interface EventLogs {
  /**
   * What was written to a log after the event of this number (0: since ever), newest first, until so many bytes have
   * been read; null when there is no such log. `failuresOnly`: of those that Windows counts as critical, error or warning.
   */
  read(log: string, range: { after: number; maxBytes: number; failuresOnly?: boolean }): Promise<LogEvent[] | null>;
}
export interface LogEvent {
  /** Grows by one with each event of a log, and starts again when the log is cleared. */
  record: number;
  source: string;
  /** Which event of its source it is. */
  id: number;
  /** 1 critical, 2 error, 3 warning, 4 information, 5 verbose; 0: not said. */
  level: number;
  at: Date;
  /** The values that the program handed over, one a line, without the message text that a DLL of the source may put around them. */
  text: string;
}

export interface Network {
  interfaces(): Promise<{ name: string; address: string; family: 'ipv4' | 'ipv6'; internal: boolean }[]>;
  /** TCP listeners with the process that owns each. */
  listeners(): Promise<{ address: string; port: number; pid: number }[]>;
  /** The process that owns the local end of a TCP connection; null: no such connection. */
  owner(connection: { local: SocketEnd; remote: SocketEnd }): Promise<number | null>;
  /** Ports that Windows keeps back (netsh excludedportrange), tcp over IPv4. */
  excludedPorts(): Promise<{ first: number; last: number }[]>;
  /** Addresses of a name; empty when the name does not exist. */
  resolve(name: string, options: { timeoutMs: number }): Promise<string[]>;
  nameServers(): Promise<string[]>;
  /**
   * GET without credentials. `ca` is PEM text; without it the certificate is not checked.
   * Null when nobody listens there (connection refused).
   */
  get(url: string, options: { timeoutMs: number; ca?: string }): Promise<HttpAnswer | null>;
}
export interface SocketEnd {
  address: string;
  port: number;
}
export interface HttpAnswer {
  status: number;
  /** The server's own clock, from its Date header. */
  date: Date | null;
  /** When the answer came in, by this machine's clock. */
  receivedAt: Date;
  /** null for plain http; false with the reason when the chain or the name does not fit. */
  certificate: { trusted: boolean; reason: string | null } | null;
}

export interface System {
  /** RtlGetVersion and the registry. */
  version(): Promise<{ build: number; revision: number | null; product: string; installation: string }>;
  hostname(): string;
  uptimeSeconds(): number;
  /** Of the machine's clocks, by its name in the tz database: Europe/Berlin. */
  timeZone(): string;
  architecture(): string;
  memory(): { totalBytes: number; freeBytes: number };
  disk(path: string): Promise<{ sizeBytes: number; freeBytes: number } | null>;
  /** The newest general picture (systeminformation), never waited for; null before the first, and where none is taken. */
  picture(): Picture | null;
  /** Takes the picture from now on, at this interval; returns how to end that. A failure leaves the picture as it was. */
  keepPicture(options: { everyMs: number; onError: (error: unknown) => void }): () => void;
}

/** One CRI endpoint. Every method rejects with a QueryError: `denied`, `timeout`, or `failed` (with the gRPC status). */
export interface Runtime {
  /**
   * How the endpoint takes a connection, before any RPC is judged by it. `silent`: it accepts and sends nothing.
   * `read-only`: this account may open the pipe for reading only, so that it looks connected and is of no use.
   */
  connection(options: { timeoutMs: number }): Promise<'answers' | 'absent' | 'silent' | 'read-only'>;
  version(): Promise<RuntimeVersion>;
  status(): Promise<RuntimeStatus>;
  sandboxes(): Promise<SandboxInfo[]>;
  containers(): Promise<ContainerInfo[]>;
  close(): void;
}

/** Where a Kubernetes API is, and how to sign in. Secret: nothing of the credential goes into a fact, a log or an error. */
export interface ApiAccess {
  /** https://host:port, where need be with a path. */
  server: string;
  /** Certificates in PEM; null: the authorities that Node trusts. */
  ca: string | null;
  /** The name that must stand in the server's certificate; null: the one in `server`. */
  serverName: string | null;
  credential: { kind: 'token'; token: string } | { kind: 'certificate'; certificate: string; key: string };
}

/** What of a node hostprobe keeps in its status. `since`: when it became so; `at`: when that was last seen. */
export interface NodeCondition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  since: Date;
  at: Date;
}

/** An event on a failing pod. */
export interface PodEvent {
  namespace: string;
  pod: string;
  uid: string;
  /** null: it is about the pod as a whole. */
  container: string | null;
  /** Of the event: the same for the same cause, so that Kubernetes counts it instead of listing it twice. */
  name: string;
  message: string;
  /** How often it was told, with this time. */
  count: number;
  /** The pod of the agent that tells it. */
  reporter: string;
}

/** What is written, and only with --publish. */
export interface ClusterTelling {
  /** Makes an event on a pod, or counts one that is there. */
  tellPod(node: string, event: PodEvent, at: Date): Promise<void>;
  /** Sets one condition in the status of a node; the others stay. */
  setCondition(node: string, condition: NodeCondition): Promise<void>;
  /** Adds an event to a node. */
  tellEvent(node: string, event: { warns: boolean; reason: string; message: string; at: Date }): Promise<void>;
  /** Whether the API server refuses an event that speaks for another node. Nothing is kept: it is a dry run. */
  isHeldToNode(node: string, at: Date): Promise<boolean>;
}

/**
 * One Kubernetes API. Every method rejects with a QueryError: `denied` (401, 403), `timeout`, or `failed`, with the HTTP
 * status as its code where there was one. After ten seconds in all, every further question times out at once.
 */
export interface Cluster extends ClusterTelling {
  /** Of the API server, as it was ten minutes ago at most: "v1.33.4". */
  version(): Promise<string>;
  /** null: the cluster has no node of that name. One that is ready may be told as it was 150 s ago. */
  node(name: string): Promise<NodeInfo | null>;
  /**
   * The HostProcess pods on a node, and how many others there are.
   * @param areQuiet whether nothing is wrong with these pods, and the answer may be given again for 150 s
   */
  pods(
    node: string,
    areQuiet: (pods: readonly PodInfo[]) => boolean,
  ): Promise<{ hostProcess: PodInfo[]; others: number; truncated: boolean }>;
  events(pod: { namespace: string; uid: string }): Promise<Listed<EventInfo>>;
  /** Those of the whole cluster, as they were five minutes ago at most. */
  daemonSets(): Promise<Listed<DaemonSetInfo>>;
  /** Events about a DaemonSet, that a pod could not be created. */
  refusals(daemonSet: { namespace: string; name: string }): Promise<Listed<EventInfo>>;
  /** The labels of a namespace that begin so, as they were ten minutes ago at most; null: no such namespace. */
  namespaceLabels(namespace: string, prefix: string): Promise<Record<string, string> | null>;
  /** Where all is allowed, as it was half an hour ago at most. */
  permissions(): Promise<Permission[]>;
  /** The user of a token (TokenReview); null: the token is not valid, or is for another audience. */
  userOf(token: string, audience: string): Promise<ClusterUser | null>;
  /** Whether a user is allowed to do this with a non-resource path (SubjectAccessReview). */
  mayUse(user: ClusterUser, wish: { path: string; verb: string }): Promise<boolean>;
  close(): void;
}

/** Who bears a token, as the API server knows them. */
export interface ClusterUser {
  name: string;
  uid: string;
  groups: string[];
  extra: Record<string, string[]>;
}

/** Runs what is given to it one after the other, in the order in which it came. */
export type Lane = <T>(work: () => Promise<T>) => Promise<T>;

/** The questions that only the operating system's own calls can answer. */
export interface Native {
  token: Self['token'];
  job: Pick<Self, 'job' | 'silo' | 'cpuRate'>;
  services: Services;
  processes: Processes;
  registry: Registry;
  accounts: Accounts;
  eventLogs: EventLogs;
  listeners: Network['listeners'];
  owner: Network['owner'];
  version: System['version'];
  /** For questions to one service of this name that may hold a thread for long: asked one after the other, and bounded. */
  lane(service: string): Lane;
  files: Pick<Files, 'mayCreateIn' | 'finalPath' | 'mountedVolume' | 'security' | 'version'>;
}
