import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandFile, start } from '../../image/start.ts';
import { container } from '../pod.ts';
import { bind, containerd, fallback, six } from '../stages/nodes.ts';
import { judge, provided, summaries } from '../stages/subject.ts';

/** A pod that says nothing gets what the image says; one that says the same gets the same. */
const asPod = container({ command: start.entrypoint, args: start.cmd });
const early = containerd('v1.7.13', '0.11.4');
const next = containerd('v2.1.4', '0.13.0');

describe('a container of the image, by the rules of the shim,', () => {
  test.each([
    ['containerd 1.6', six, 'C:\\C\\<id>\\hostprobe.mjs'],
    ['the first containerd 1.6 that runs HostProcess', containerd('v1.6.0', '0.9.2'), 'C:\\C\\<id>\\hostprobe.mjs'],
    ['no bind filter', fallback, 'C:\\hpc\\<id>\\hostprobe.mjs'],
    ['bind mode', bind, 'C:\\hpc\\hostprobe.mjs'],
    ['bind mode, started in C:\\', early, 'C:\\hpc\\hostprobe.mjs'],
    ['containerd 2', next, 'C:\\hpc\\hostprobe.mjs'],
  ])('starts with %s', (_mode, node, script) => {
    const judged = judge('executable', asPod, node);
    expect(judged.verdict).toBe('passes');
    expect(summaries(judged, 'warns')).toEqual([]);
    expect(provided(judged)[0]).toMatch(/^the image has \\hostprobe-node\.exe(?:,|$)/);
    const line = judged.points[0]?.evidence.find(({ label }) => label === 'command line')?.value;
    expect(line).toMatch(
      /^(?:cmd \/c )?hostprobe-node\.exe --optimize-for-size --no-turbofan --no-maglev --no-sparkplug --disable-sigusr1 /,
    );
    expect(line?.endsWith(` ${script} serve`)).toBe(true);
  });

  test('is looked for in a folder of its own by containerd 1.6.34 alone', () => {
    const odd = containerd('v1.6.34', '0.9.12');
    expect(judge('executable', asPod, odd).verdict).toBe('cannot-tell');
    const helped = container({
      command: start.entrypoint,
      args: start.cmd,
      workingDir: '%CONTAINER_SANDBOX_MOUNT_POINT%',
    });
    for (const node of [odd, six, fallback, bind]) expect(judge('executable', helped, node).verdict).toBe('passes');
  });
});

test('nothing in the command line has a meaning for cmd once the shim has written the mount point', () => {
  const line = [...start.entrypoint, ...start.cmd].join(' ').replace('%CONTAINER_SANDBOX_MOUNT_POINT%', 'C:\\hpc');
  expect(line).toMatch(/^[\w.:\\ -]+$/);
});

test('hostprobe.cmd starts as the image does, from its own folder, in lines of Windows', () => {
  const [program = '', ...flags] = start.entrypoint.slice(0, -1);
  expect(commandFile).toContain(`"%~dp0${program}" ${flags.join(' ')} "%~dp0hostprobe.mjs" %*\r\n`);
  expect(commandFile.replaceAll('\r\n', '')).not.toContain('\n');
});

test('an image that is built with buildx starts in the same way', () => {
  const dockerfile = readFileSync(new URL('../../image/Dockerfile', import.meta.url), 'utf8');
  const words = (instruction: string) =>
    JSON.parse(new RegExp(`^${instruction} (.*)$`, 'm').exec(dockerfile)?.[1] ?? 'null');
  expect({ entrypoint: words('ENTRYPOINT'), cmd: words('CMD') }).toEqual(start);
  expect(dockerfile).not.toMatch(/^(?:WORKDIR|USER|RUN) /m);
  expect(dockerfile).toMatch(/^ENV PATH=.*C:\\Windows\\System32;/m);
});
