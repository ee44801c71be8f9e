/**
 * Its most memory is that of the process itself: what the kernel tells of a child counts what its parent had at the start
 * too. Source: Linux fs/exec.c, exec_mmap.
 */
const tell = `import { readFileSync } from 'node:fs';
process.on('exit', () => {
  const [, peak] = /^VmHWM:\\s+(\\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  process.stderr.write(JSON.stringify({ ...process.resourceUsage(), maxRSS: Number(peak) }));
});`;

/** Arguments of node that make a process write its resource usage to standard error at its end, as JSON. */
export const tellingUsage: readonly string[] = ['--import', `data:text/javascript,${encodeURIComponent(tell)}`];
