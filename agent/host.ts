import type { PartValue } from './fact.ts';
import type { AccountsFact } from './facts/accounts.ts';
import type { DaemonSetInfo, EventInfo, Listed, NodeInfo, Permission, PodInfo } from './facts/cluster.ts';
import type { Identity } from './facts/identity.ts';
import type { Limits } from './facts/limits.ts';
import type { NetworkFact } from './facts/network.ts';
import type { Inventory, OsFact } from './facts/os.ts';
import type { EndpointSliceInfo, ServiceInfo } from './facts/pod-network.ts';
import type { ContainerInfo, RuntimeStatus, RuntimeVersion, SandboxInfo } from './facts/runtime.ts';
import type { Service } from './facts/services.ts';
import type { ContainerUsage, ProgramUsage } from './facts/usage.ts';

/**
 * All questions that hostprobe can ask the machine. Types only.
 * For every method: "not there" is a value (`null`, an empty list); "could not read" rejects with a QueryError that
 * has the kind of failure; no method changes the machine, except the methods of `state`.
 */
export interface Host {
  /** Parts of the answers that do not come from this machine, but are recorded or made up. Empty on a real node. */
  readonly standIns: readonly string[];
  now(): Date;
  readonly self: Self;
  readonly files: Files;
  readonly programs: Programs;
  readonly services: ServiceManager;
  readonly processes: Processes;
  readonly registry: Registry;
  readonly accounts: Accounts;
  readonly eventLogs: EventLogs;
  readonly network: Network;
  readonly hostNetworks: HostNetworks;
  readonly system: System;
  /** A client for the CRI endpoint at this pipe or socket path. Nothing is opened until a method is called. */
  runtime(path: string): Runtime;
  /** A client for a Kubernetes API, good for one run. Nothing is loaded or opened until a method is called. */
  cluster(access: ApiAccess): Cluster;
  /** A file of hostprobe's own. Nothing is made or opened until a method is called. */
  state(place: StatePlace): State;
}

/** The place of a file of hostprobe. `directory` null: the default folder. */
export interface StatePlace {
  directory: string | null;
  file: string;
}

/** A file of hostprobe, the only thing that it writes on a machine. */
export interface State {
  /** The path; null: this machine has no folder for it, and nothing can be written. */
  readonly file: string | null;
  /** The last maxBytes of the file; null if the file does not exist. */
  read(maxBytes: number): Promise<string | null>;
  /** Appends to the file, and creates it if needed. Resolves with the file's size when the text is on the disk. */
  append(text: string): Promise<number>;
  /** Replaces the whole file by what is made of its last maxBytes, or changes nothing. Resolves with its size. */
  rewrite(maxBytes: number, change: (text: string) => string): Promise<number>;
}

/** The process of hostprobe itself. */
export interface Self {
  readonly pid: number;
  readonly executable: string;
  workingDirectory(): string;
  /** null when the variable is not set. Windows names match in any case. */
  variable(name: string): string | null;
  token(): Promise<Token>;
  job(): Promise<JobLimits>;
  /** The silo of this process's job; null: the job is not a silo, or there is no job. */
  silo(): Promise<Silo | null>;
  /** Hard cap of the job in hundredths of a percent of the machine, 1 to 10000; null: no cap, or no job. */
  cpuRate(): Promise<number | null>;
}

/** The fields of an access token (GetTokenInformation). */
export interface Token {
  sid: string;
  groups: { sid: string; enabled: boolean }[];
  privileges: { name: string; enabled: boolean }[];
  /** Last sub-authority of the integrity SID: 0x2000 medium, 0x3000 high, 0x4000 system. */
  integrityLevel: number;
  elevated: boolean;
  sessionId: number;
}

/** The limits of the calling process's job object (QueryInformationJobObject with a NULL handle). */
export type JobLimits = Omit<Limits, 'cpuRate'>;

/** `server` true: a process-isolated container, not a HostProcess one. */
export type Silo = NonNullable<PartValue<Identity['silo']>>;

export interface FileStat {
  kind: 'file' | 'directory' | 'other';
  size: number;
  modifiedAt: Date;
  /**
   * An identity that changes when the file is replaced or changed. It includes volume, file id, size, time of the last
   * write, and time of the last change, which also shows a new access list and a write with a reset time.
   */
  identity: string;
}

export interface Files {
  /** Follows links. */
  stat(path: string): Promise<FileStat | null>;
  /** Names in a directory, unsorted; null when the directory is not there. */
  list(path: string): Promise<string[] | null>;
  /**
   * Reads up to maxBytes from offset (default 0), also while others write to the file. `size` is the size of the whole
   * file.
   */
  read(path: string, range: { maxBytes: number; offset?: number }): Promise<{ bytes: Uint8Array; size: number } | null>;
  /** Target of a link; null when the path does not exist or is not a link. */
  readLink(path: string): Promise<string | null>;
  /** Whether this account may create files in the directory. Opens the directory with that right; creates nothing. */
  mayCreateIn(directory: string): Promise<boolean>;
  /** The path after all links and mounts, by volume GUID (GetFinalPathNameByHandle); null when not there. */
  finalPath(path: string): Promise<string | null>;
  /** `\\?\Volume{...}\` when the directory is a volume mount point, else null. */
  mountedVolume(directory: string): Promise<string | null>;
  /** Owner SID (null: it has no owner) and the DACL as SDDL; null when not there. */
  security(path: string): Promise<{ owner: string | null; sddl: string } | null>;
  /** Fixed file version from the version resource, "1.2.3.4"; null when the file has none or is not there. */
  version(path: string): Promise<string | null>;
}

export interface Programs {
  /**
   * Runs a program without a shell. At the deadline, kills it and all its children. Rejects if it cannot be started.
   */
  run(program: string, args: readonly string[], options: { timeoutMs: number }): Promise<ProgramResult>;
}
export interface ProgramResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface ServiceManager {
  /** null: no service of that name. */
  query(name: string): Promise<ServiceAnswer | null>;
  /** Services of type Win32 that this account may see. */
  list(): Promise<{ name: string; displayName: string; state: Service['state']; pid: number | null }[]>;
  /** The same of the drivers; they have no process. */
  drivers(): ReturnType<ServiceManager['list']>;
}
/** `failureActions` null: this version of Windows does not report them. */
export type ServiceAnswer = Omit<Service, 'configuredAt' | 'wrapper'>;

export interface Processes {
  list(): Promise<{ pid: number; parentPid: number; name: string }[]>;
  // Every method except `startedAt` and `usage` rejects with `denied` if this account may not read it. null: the process has ended.
  /** Empty for processes without a program file (System, Registry, Memory Compression). */
  image(pid: number): Promise<string | null>;
  startedAt(pid: number): Promise<Date | null>;
  usage(pid: number): Promise<ProcessUsage | null>;
  /** A job object of the machine by its name, such as Global\\JobContainer_<id>; null: there is none. */
  job(name: string): Promise<JobUsage | null>;
  /** SID of the user in the process's token. */
  account(pid: number): Promise<string | null>;
  /** The groups in the process's token. */
  groups(pid: number): Promise<Token['groups'] | null>;
  /** Empty for a process without a command line. */
  commandLine(pid: number): Promise<string | null>;
}

/** What a process has used since its start, and holds now. */
export type ProcessUsage = Pick<ProgramUsage, 'cpuSeconds' | 'memoryBytes' | 'handles' | 'priority'>;

/** What the processes of a job have used since it was made, also those that ended, and commit now. */
export type JobUsage = { pids: number[] } & Omit<
  NonNullable<PartValue<ContainerUsage['job']>>,
  'processes' | 'handles'
>;

export interface Registry {
  /** A value under HKEY_LOCAL_MACHINE; null when key or value is not there. */
  read(key: string, value: string): Promise<RegistryValue | null>;
  /**
   * The time of the last write to a key under HKEY_LOCAL_MACHINE, no matter which of its values was written. null: no such
   * key.
   */
  writtenAt(key: string): Promise<Date | null>;
  /** The names of the keys directly below a key under HKEY_LOCAL_MACHINE; null: no such key. */
  keys(key: string): Promise<string[] | null>;
  /** All values of a key by their names, the default one as ""; what is neither text nor number as bytes. null: no such key. */
  values(key: string): Promise<ReadonlyMap<string, RegistryValue | Uint8Array> | null>;
}
export type RegistryValue = string | number | string[];

export interface Accounts {
  /**
   * `DOMAIN\name` of a SID; null: Windows finds no name. That does not prove that the account was deleted:
   * LookupAccountSidW answers the same after a network time-out on the way to a domain controller.
   */
  name(sid: string): Promise<string | null>;
  /** Whether a local group exists, by NetLocalGroupGetInfo level 1, as the shim tests it. */
  groupExists(name: string): Promise<boolean>;
  groups(): Promise<string[]>;
  /** null: no such group. `name` is null for a member that no longer exists. */
  members(group: string): Promise<{ sid: string; name: string | null }[] | null>;
  /** Normal local accounts. */
  users(): Promise<PartValue<AccountsFact['users']>>;
  /** SIDs to which an account right is given directly. Needs an administrator. */
  holders(right: string): Promise<string[]>;
  join(): Promise<PartValue<AccountsFact['join']>>;
}

/**
 * Event logs such as "Application", "System" and the channels of providers. Programs write events to them under a
 * source name.
 */
export interface EventLogs {
  /**
   * Events of a log after the one with this number (0: all), newest first, until maxBytes were read; null: no such log.
   * `failuresOnly`: only events of level critical, error or warning.
   */
  read(log: string, range: { after: number; maxBytes: number; failuresOnly?: boolean }): Promise<LogEvent[] | null>;
}
export interface LogEvent {
  /** The record number: grows by one with each event of a log, and starts again when the log is cleared. */
  record: number;
  source: string;
  /** The event id, which its source defines. */
  id: number;
  /** 1 critical, 2 error, 3 warning, 4 information, 5 verbose; 0: no level. */
  level: number;
  at: Date;
  /**
   * The values that the program passed, one per line. The message text around them, from a DLL of the source, is
   * missing.
   */
  text: string;
}

export interface Network {
  interfaces(): Promise<PartValue<NetworkFact['interfaces']>>;
  /** TCP listeners with the process that owns each. */
  listeners(): Promise<{ address: string; port: number; pid: number }[]>;
  /** The process that owns the local end of a TCP connection; null: no such connection. */
  owner(connection: { local: SocketEnd; remote: SocketEnd }): Promise<number | null>;
  /** Port ranges that Windows has reserved (netsh excludedportrange), TCP over IPv4. */
  excludedPorts(): Promise<{ first: number; last: number }[]>;
  /** Addresses of a name; empty when the name does not exist. */
  resolve(name: string, options: { timeoutMs: number }): Promise<string[]>;
  nameServers(): Promise<string[]>;
  /**
   * GET without credentials. `ca` is PEM text; without it the certificate is not checked.
   * Null when nothing listens there (connection refused).
   */
  get(url: string, options: { timeoutMs: number; ca?: string | undefined }): Promise<HttpAnswer | null>;
}
/**
 * What the Host Network Service of Windows holds for pods and kube-proxy. Windows answers administrators only, and a service
 * that hangs answers nobody.
 */
export interface HostNetworks {
  /** The ids of all objects of a kind. */
  list(kind: HostNetworkKind): Promise<string[]>;
  /** One object as JSON, in version 2 of the HCN schema; null: it is no longer there. */
  read(kind: HostNetworkKind, id: string): Promise<string | null>;
}
export type HostNetworkKind = 'networks' | 'endpoints' | 'loadBalancers';

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
  version(): Promise<PartValue<OsFact['version']>>;
  hostname(): string;
  uptimeSeconds(): number;
  /** The time zone of the machine's clock as a name of the tz database: Europe/Berlin. */
  timeZone(): string;
  architecture(): string;
  memory(): { totalBytes: number; freeBytes: number };
  disk(path: string): Promise<{ sizeBytes: number; freeBytes: number } | null>;
  /** The newest inventory (systeminformation), never waited for; null before the first, and if none is taken. */
  inventory(): Inventory | null;
  /** Takes the inventory from now on, at this interval; returns how to end that. A failure leaves the inventory as it was. */
  keepInventory(options: { everyMs: number; onError: (error: unknown) => void }): () => void;
}

/** A CRI endpoint. Every method rejects with a QueryError: `denied`, `timeout`, or `failed` (with the gRPC status). */
export interface Runtime {
  /**
   * How the endpoint accepts a connection, before any RPC. `silent`: it accepts, but sends nothing. `read-only`: this
   * account may open the pipe for reading only, so that it seems connected but cannot be used.
   */
  connection(options: { timeoutMs: number }): Promise<'answers' | 'absent' | 'silent' | 'read-only'>;
  version(): Promise<RuntimeVersion>;
  status(): Promise<RuntimeStatus>;
  sandboxes(): Promise<SandboxInfo[]>;
  containers(): Promise<ContainerInfo[]>;
  /** Tags and digests are with the repository: mcr.microsoft.com/x:1, mcr.microsoft.com/x@sha256:... */
  images(): Promise<{ id: string; tags: string[]; digests: string[]; bytes: number }[]>;
  close(): void;
}

/**
 * The address of a Kubernetes API and a credential for it. The credential never gets into a fact, a log or an error.
 */
export interface ApiAccess {
  /** https://host:port, with a path if the server needs one. */
  server: string;
  /** CA certificates in PEM; null: those that Node trusts. */
  ca: string | null;
  /** The name that the server's certificate must contain; null: the host in `server`. */
  serverName: string | null;
  credential: { kind: 'token'; token: string } | { kind: 'certificate'; certificate: string; key: string };
}

/** A condition in the status of a node. `since`: when it became so; `at`: when that was last confirmed. */
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
  /** null: the event is about the whole pod. */
  container: string | null;
  /**
   * The name of the event object. The same cause gives the same name, so that Kubernetes counts events instead of
   * listing each.
   */
  name: string;
  message: string;
  /** How many times it occurred, including this time. */
  count: number;
  /** The pod of the agent that reports it. */
  reporter: string;
}

/** Writes to the cluster, used only with --publish. */
export interface ClusterWriter {
  /** Creates an event on a pod, or increases the count of an existing one. */
  emitPodEvent(node: string, event: PodEvent, at: Date): Promise<void>;
  /** Sets one condition in the status of a node. Other conditions stay as they are. */
  setCondition(node: string, condition: NodeCondition): Promise<void>;
  /** Creates an event on a node. */
  emitNodeEvent(node: string, event: { warns: boolean; reason: string; message: string; at: Date }): Promise<void>;
  /** Whether the API server refuses an event about another node. A dry run, which stores nothing. */
  isHeldToNode(node: string, at: Date): Promise<boolean>;
}

/**
 * A Kubernetes API. Every method rejects with a QueryError: `denied` (401, 403), `timeout`, or `failed`, with the HTTP
 * status as its code if there was one. After ten seconds in total, further questions time out immediately.
 */
export interface Cluster extends ClusterWriter {
  /** The version of the API server, at most ten minutes old: "v1.33.4". */
  version(): Promise<string>;
  /** null: the cluster has no node of this name. The answer about a ready node can be 150 s old. */
  node(name: string): Promise<NodeInfo | null>;
  /**
   * The HostProcess pods on a node, and the number of its other pods.
   * @param areQuiet whether these pods have no problem; if so, the answer is reused for 150 s
   */
  pods(
    node: string,
    areQuiet: (pods: readonly PodInfo[]) => boolean,
  ): Promise<{ hostProcess: PodInfo[]; others: number; truncated: boolean }>;
  events(pod: { namespace: string; uid: string }): Promise<Listed<EventInfo>>;
  /** The DaemonSets of the whole cluster, at most five minutes old. */
  daemonSets(): Promise<Listed<DaemonSetInfo>>;
  /** Events of a DaemonSet that report that a pod could not be created. */
  refusals(daemonSet: { namespace: string; name: string }): Promise<Listed<EventInfo>>;
  /** The Services of the whole cluster, and their EndpointSlices, as they are now. */
  services(): Promise<Listed<ServiceInfo>>;
  endpointSlices(): Promise<Listed<EndpointSliceInfo>>;
  /** The labels of a namespace with this prefix, at most ten minutes old; null: no such namespace. */
  namespaceLabels(namespace: string, prefix: string): Promise<Record<string, string> | null>;
  /** hostprobe's own permissions. If all are granted, the answer can be half an hour old. */
  permissions(): Promise<Permission[]>;
  /** The user of a token (TokenReview); null: the token is not valid, or is for another audience. */
  userOf(token: string, audience: string): Promise<ClusterUser | null>;
  /** Whether a user is allowed to do this with a non-resource path (SubjectAccessReview). */
  mayUse(user: ClusterUser, wish: { path: string; verb: string }): Promise<boolean>;
  close(): void;
}

/** The owner of a token, as the API server knows them. */
export interface ClusterUser {
  name: string;
  uid: string;
  groups: string[];
  extra: Record<string, string[]>;
}

/** Runs tasks one after the other, in the order of arrival. */
export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

/** The questions that need native calls. */
export interface Native {
  token: Self['token'];
  job: Pick<Self, 'job' | 'silo' | 'cpuRate'>;
  services: ServiceManager;
  processes: Processes;
  registry: Registry;
  accounts: Accounts;
  eventLogs: EventLogs;
  listeners: Network['listeners'];
  owner: Network['owner'];
  hostNetworks: HostNetworks;
  version: System['version'];
  /** For questions to one service of this name that may hold a thread for long: asked one after the other, and bounded. */
  queue(service: string): Queue;
  files: Pick<Files, 'mayCreateIn' | 'finalPath' | 'mountedVolume' | 'security' | 'version'>;
}
