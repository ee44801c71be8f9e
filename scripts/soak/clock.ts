// Loaded before the agent: each SIGUSR2 sets the clock of its process to the next of these times, and the last one right.
const hours = 3_600_000;
const years = 365 * 24 * hours;
const clockJumps = [-1 * hours, 10 * years, -10 * years, 0];

let turn = 0;
let byMs = 0;
process.on('SIGUSR2', () => {
  byMs = clockJumps[turn++ % clockJumps.length] ?? 0;
});

const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...parts: unknown[]) {
    // Its own constructor takes what Date takes.
    super(...((parts.length === 0 ? [RealDate.now() + byMs] : parts) as [number]));
  }
  static override now(): number {
    return RealDate.now() + byMs;
  }
} as DateConstructor;
