import type { Job, Self } from '../host.ts';
import * as api from './api/jobs.ts';
import { GetCurrentProcess } from './api/processes.ts';
import { codeOf, requireSuccess, win32Error } from './error.ts';

const outside: Job = {
  inJob: false,
  silo: null,
  memoryLimitBytes: null,
  processMemoryLimitBytes: null,
  activeProcessLimit: null,
  cpuRate: null,
  peakMemoryBytes: null,
  activeProcesses: null,
};

/**
 * The job in which this process was started: for a HostProcess container, the one that the shim made for the container.
 *
 * It is read at once, since Windows tells only of the innermost job, and with the first program that Node starts libuv
 * puts this process into one of its own (uv__init_global_job_handle, src/win/process.c). A container's limits and silo
 * stay as they are (hcsshim: jobs cannot be modified); use is asked anew, and is then that of hostprobe and its programs.
 */
export async function createJob(): Promise<Self['job']> {
  const started = read();
  // Whoever asks is told what failed.
  await started.catch(() => undefined);
  return async () => {
    const first = await started;
    return first.inJob ? { ...first, ...(await use(first)) } : first;
  };
}

async function read(): Promise<Job> {
  const inJob = Buffer.alloc(4);
  const answer = await api.IsProcessInJob(GetCurrentProcess.now().result, null, inJob);
  requireSuccess('IsProcessInJob', '', answer);
  if (inJob.readUInt32LE() === 0) return outside;
  const limits = await query(api.JobObjectExtendedLimitInformation, api.JOBOBJECT_EXTENDED_LIMIT_INFORMATION.size);
  const cpu = await query(api.JobObjectCpuRateControlInformation, api.JOBOBJECT_CPU_RATE_CONTROL_INFORMATION.size);
  return { inJob: true, silo: await silo(), ...limitsOf(limits), cpuRate: cpuRateOf(cpu), activeProcesses: null };
}

/** The peak is that of both jobs: what was reached before the inner one was made counts too. */
async function use({ peakMemoryBytes }: Job): Promise<Pick<Job, 'peakMemoryBytes' | 'activeProcesses'>> {
  const limits = await query(api.JobObjectExtendedLimitInformation, api.JOBOBJECT_EXTENDED_LIMIT_INFORMATION.size);
  const accounting = api.JOBOBJECT_BASIC_ACCOUNTING_INFORMATION;
  return {
    peakMemoryBytes: Math.max(peakMemoryBytes ?? 0, limitsOf(limits).peakMemoryBytes),
    activeProcesses: accounting.read(await query(api.JobObjectBasicAccountingInformation, accounting.size))
      .ActiveProcesses,
  };
}

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

/** Weights and ranges are no cap. */
export function cpuRateOf(buffer: Buffer): number | null {
  const { ControlFlags, CpuRate } = api.JOBOBJECT_CPU_RATE_CONTROL_INFORMATION.read(buffer);
  const hardCap = api.JOB_OBJECT_CPU_RATE_CONTROL_ENABLE | api.JOB_OBJECT_CPU_RATE_CONTROL_HARD_CAP;
  return (ControlFlags & hardCap) === hardCap ? CpuRate : null;
}

/**
 * The question fails for a job that is no silo, and that is how hcsshim tells the two apart (isJobSilo in
 * internal/jobobject): any failure but a refusal means "no silo".
 */
async function silo(): Promise<Job['silo']> {
  const buffer = Buffer.alloc(api.SILOOBJECT_BASIC_INFORMATION.size);
  const code = await queryInto(api.JobObjectSiloBasicInformation, buffer);
  if (code === api.ERROR_ACCESS_DENIED) throw win32Error('QueryInformationJobObject(36)', '', code);
  return code === 0 ? siloOf(buffer) : null;
}

export function siloOf(buffer: Buffer): NonNullable<Job['silo']> {
  const { SiloId, IsInServerSilo } = api.SILOOBJECT_BASIC_INFORMATION.read(buffer);
  return { id: SiloId, server: IsInServerSilo !== 0 };
}

async function query(informationClass: number, size: number): Promise<Buffer> {
  const buffer = Buffer.alloc(size);
  const code = await queryInto(informationClass, buffer);
  if (code !== 0) throw win32Error(`QueryInformationJobObject(${informationClass})`, '', code);
  return buffer;
}

async function queryInto(informationClass: number, buffer: Buffer): Promise<number> {
  return codeOf(await api.QueryInformationJobObject(null, informationClass, buffer, buffer.length, null));
}
