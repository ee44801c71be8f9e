const tell = 'process.on("exit", () => process.stderr.write(JSON.stringify(process.resourceUsage())))';

/** Arguments of node that make a process write its resource usage to standard error at its end, as JSON. */
export const tellingUsage: readonly string[] = ['--import', `data:text/javascript,${encodeURIComponent(tell)}`];
