/** Time for the limits; one that is never set, and in tests one that they hold. */
export interface Clock {
  /** Milliseconds since some moment. */
  elapsed(): number;
  /** Calls `look` each second; returns what ends that. */
  everySecond(look: () => void): () => void;
}

export const runningClock: Clock = {
  elapsed: () => performance.now(),
  everySecond(look) {
    const timer = setInterval(look, 1000).unref();
    return () => clearInterval(timer);
  },
};
