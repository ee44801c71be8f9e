// Loaded before the agent: SIGUSR2 sets the clock of its process an hour back, and the next one sets it right again.
let byMs = 0;
process.on('SIGUSR2', () => {
  byMs = byMs === 0 ? -3_600_000 : 0;
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
