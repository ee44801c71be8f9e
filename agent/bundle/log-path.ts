/** Whether a file of a bundle has what programs wrote: a log, or the event log as one object a line. */
export const isLogPath = (path: string): boolean => /^logs\/|^events\/.*\.jsonl$/.test(path);
