import { onStop } from '../../agent/host/stop-signals.ts';

/** A program that runs until it is asked to end, and then needs a moment to clean up. */
const alive = setInterval(() => undefined, 1000);
const forget = await onStop((why) => {
  console.log(why);
  setTimeout(() => {
    console.log('cleaned up');
    forget();
    clearInterval(alive);
  }, 150);
});
if (process.argv.includes('forget')) forget();
console.log('ready');
