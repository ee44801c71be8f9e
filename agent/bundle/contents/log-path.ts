/** Whether a file of a bundle is a log, or an event log with one object a line. */
export const isLogPath = (path: string): boolean => /^logs\/|^events\/.*\.jsonl$/.test(path);
