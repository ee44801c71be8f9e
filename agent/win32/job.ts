import type { JobLimits, JobUsage, Self, Silo } from '../host.ts';
import * as api from './api/processes.ts';
import { GetCurrentProcess } from './api/processes.ts';
import { atEnd, fill } from './buffer.ts';
import { ERROR_ACCESS_DENIED, ERROR_FILE_NOT_FOUND, failureCodeOf, requireSuccess, win32Error } from './error.ts';

const outside: JobLimits = {
  inJob: false,
  memoryLimitBytes: null,
  processMemoryLimitBytes: null,
  activeProcessLimit: null,
  peakMemoryBytes: null,
  activeProcesses: null,
};

/**
 * The job in which this process was started: for a HostProcess container, the one that the shim made for the container.
 *
 * It is read at start, because Windows describes only the innermost job, and libuv puts this process into a job of its own
 * when Node starts the first program (uv__init_global_job_handle, src/win/process.c). Limits and silo of a container do not
 * change (hcsshim: jobs cannot be modified). Usage is read each time, and then covers hostprobe and its programs.
 */
export async function createJob(): Promise<Pick<Self, 'job' | 'silo' | 'cpuRate'>> {
  const isInJob = readInJob();
  // One by one, because a Windows that lacks one of them still answers the others.
  const limits = isInJob.then((inJob) => (inJob ? readLimits() : null));
  const silo = isInJob.then((inJob) => (inJob ? readSilo() : null));
  const cpuRate = isInJob.then((inJob) => (inJob ? readCpuRate() : null));
  // A failure is reported to the caller of the method, not here.
  await Promise.allSettled([limits, silo, cpuRate]);
  return { job: async () => jobNow(await limits), silo: () => silo, cpuRate: () => cpuRate };
}

async function readInJob(): Promise<boolean> {
  const inJob = Buffer.alloc(4);
  const answer = await api.IsProcessInJob(GetCurrentProcess.now().result, null, inJob);
  requireSuccess('IsProcessInJob', '', answer);
  return inJob.readUInt32LE() !== 0;
}

/** The peak covers both jobs: memory that was used before libuv created the inner one counts too. */
async function jobNow(first: ReturnType<typeof limitsOf> | null): Promise<JobLimits> {
  if (first === null) return outside;
  const [now, activeProcesses] = [await readLimits(), await readActiveProcesses()];
  const peakMemoryBytes = Math.max(first.peakMemoryBytes, now.peakMemoryBytes);
  return { inJob: true, ...first, peakMemoryBytes, activeProcesses };
}

const readLimits = async (job: bigint | null = null) =>
  limitsOf(await query(api.JobObjectExtendedLimitInformation, api.JOBOBJECT_EXTENDED_LIMIT_INFORMATION.size, job));

/** null: this Windows does not report it. */
async function readActiveProcesses(): Promise<number | null> {
  const accounting = api.JOBOBJECT_BASIC_ACCOUNTING_INFORMATION;
  const buffer = Buffer.alloc(accounting.size);
  const code = await queryInto(api.JobObjectBasicAccountingInformation, buffer);
  return code === 0 ? accounting.read(buffer).ActiveProcesses : null;
}

const readCpuRate = async () =>
  cpuRateOf(await query(api.JobObjectCpuRateControlInformation, api.JOBOBJECT_CPU_RATE_CONTROL_INFORMATION.size));

/** Each limit counts only with its flag. */
export function limitsOf(buffer: Buffer) {
  const limits = api.JOBOBJECT_EXTENDED_LIMIT_INFORMATION.read(buffer);
  const limited = <T>(flag: number, value: T) => ((limits.LimitFlags & flag) === 0 ? null : value);
  return {
    memoryLimitBytes: limited(api.JOB_OBJECT_LIMIT_JOB_MEMORY, Number(limits.JobMemoryLimit)),
    processMemoryLimitBytes: limited(api.JOB_OBJECT_LIMIT_PROCESS_MEMORY, Number(limits.ProcessMemoryLimit)),
    activeProcessLimit: limited(api.JOB_OBJECT_LIMIT_ACTIVE_PROCESS, limits.ActiveProcessLimit),
    peakMemoryBytes: Number(limits.PeakJobMemoryUsed),
  };
}

/** Weights and ranges are not a cap. A job without a rate answers with zeros. */
export function cpuRateOf(buffer: Buffer): number | null {
  const { ControlFlags, CpuRate } = api.JOBOBJECT_CPU_RATE_CONTROL_INFORMATION.read(buffer);
  const hardCap = api.JOB_OBJECT_CPU_RATE_CONTROL_ENABLE | api.JOB_OBJECT_CPU_RATE_CONTROL_HARD_CAP;
  return (ControlFlags & hardCap) === hardCap ? CpuRate : null;
}

/**
 * The call fails for a job that is not a silo, and hcsshim relies on that (isJobSilo in internal/jobobject): any failure
 * except a refusal means "no silo".
 */
async function readSilo(): Promise<Silo | null> {
  const buffer = Buffer.alloc(api.SILOOBJECT_BASIC_INFORMATION.size);
  const code = await queryInto(api.JobObjectSiloBasicInformation, buffer);
  if (code === ERROR_ACCESS_DENIED) throw win32Error('QueryInformationJobObject(36)', '', code);
  return code === 0 ? siloOf(buffer) : null;
}

export function siloOf(buffer: Buffer): Silo {
  const { SiloId, IsInServerSilo } = api.SILOOBJECT_BASIC_INFORMATION.read(buffer);
  return { id: SiloId, server: IsInServerSilo !== 0 };
}

async function query(informationClass: number, size: number, job: bigint | null = null): Promise<Buffer> {
  const buffer = Buffer.alloc(size);
  const code = await queryInto(informationClass, buffer, job);
  if (code !== 0) throw win32Error(`QueryInformationJobObject(${informationClass})`, '', code);
  return buffer;
}

async function queryInto(informationClass: number, buffer: Buffer, job: bigint | null = null): Promise<number> {
  return failureCodeOf(await api.QueryInformationJobObject(job, informationClass, buffer, buffer.length, null));
}

/**
 * What a job of this name uses, which counts the jobs inside of it too; null: there is none. It is asked with the right to
 * query alone. Source: hcsshim internal/jobobject/jobobject.go (QueryMemoryStats, QueryProcessorStats, Pids).
 */
export async function jobUsage(name: string): Promise<JobUsage | null> {
  const { result: job, lastError } = await api.OpenJobObjectW(api.JOB_OBJECT_QUERY, 0, name);
  if (job === null) {
    if (lastError === ERROR_FILE_NOT_FOUND) return null;
    throw win32Error('OpenJobObjectW', name, lastError);
  }
  using _job = atEnd(() => api.CloseHandle.now(job));
  const accounting = api.JOBOBJECT_BASIC_ACCOUNTING_INFORMATION;
  const times = accounting.read(await query(api.JobObjectBasicAccountingInformation, accounting.size, job));
  const memory = api.JOBOBJECT_MEMORY_USAGE_INFORMATION;
  const used = memory.read(await query(api.JobObjectMemoryUsageInformation, memory.size, job));
  const { memoryLimitBytes } = await readLimits(job);
  return {
    pids: await readPids(job),
    // Steps of 100 ns.
    cpuSeconds: Number(times.TotalUserTime + times.TotalKernelTime) / 1e7,
    memoryBytes: Number(used.JobMemory),
    peakMemoryBytes: Number(used.PeakJobMemoryUsed),
    memoryLimitBytes,
  };
}

async function readPids(job: bigint): Promise<number[]> {
  const what = {
    call: `QueryInformationJobObject(${api.JobObjectBasicProcessIdList})`,
    bytes: 1024,
    maxBytes: 2 ** 20,
  };
  const { code, buffer } = await fill(what, (bytes) => queryInto(api.JobObjectBasicProcessIdList, bytes, job));
  if (code !== 0) throw win32Error(what.call, '', code);
  const list = api.JOBOBJECT_BASIC_PROCESS_ID_LIST;
  const first = list.offsetOf('ProcessIdList');
  const count = list.read(buffer).NumberOfProcessIdsInList;
  return Array.from({ length: count }, (_, index) => Number(buffer.readBigUInt64LE(first + 8 * index)));
}
