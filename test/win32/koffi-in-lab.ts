import { writeFileSync } from 'node:fs';
import koffi, { kept, refusals } from './koffi.ts';

/** How an agent in the lab got on with the contracts of Windows. */
export interface StrictReport {
  /** Calls that Windows would have refused, each once: "GetTokenInformation 24". */
  refused: string[];
  /** What was opened or allocated and not given back. */
  kept: string[];
}

// The process ends under its threads, so this is the last moment (agent/host/stop.ts).
process.on('exit', () => {
  const report: StrictReport = { refused: [...refusals()], kept: kept() };
  writeFileSync('C:\\lab\\strict.json', JSON.stringify(report));
});

export default koffi;
