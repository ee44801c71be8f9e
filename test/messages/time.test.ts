import { describe, expect, test } from 'vitest';
import { writtenBy, zoneOf } from '../../agent/messages/cluster.ts';
import { readText } from '../../agent/messages/text.ts';
import { zonedTime } from '../../agent/messages/time.ts';
import { snapshotWith } from '../snapshot.ts';

describe('a local time', () => {
  test.each([
    ['in summer', '2026-07-01T12:00:00.250', 'America/New_York', '2026-07-01T16:00:00.250Z'],
    ['in winter', '2026-12-01T12:00:00.000', 'America/New_York', '2026-12-01T17:00:00.000Z'],
    ['east of UTC', '2026-07-01T01:00:00.000', 'Asia/Kolkata', '2026-06-30T19:30:00.000Z'],
    ['an hour before summer time ends', '2026-11-01T00:30:00.000', 'America/New_York', '2026-11-01T04:30:00.000Z'],
    ['of the hour that occurs twice', '2026-11-01T01:30:00.000', 'America/New_York', '2026-11-01T06:30:00.000Z'],
    [
      'of the hour that occurs twice, east of UTC',
      '2026-10-25T02:30:00.000',
      'Europe/Berlin',
      '2026-10-25T01:30:00.000Z',
    ],
    ['an hour after summer time ended', '2026-11-01T02:30:00.000', 'America/New_York', '2026-11-01T07:30:00.000Z'],
    ['of a zone that nobody knows', '2026-07-01T12:00:00.000', 'Mars/Olympus', '2026-07-01T12:00:00.000Z'],
    ['of no zone', '2026-07-01T12:00:00.000', null, '2026-07-01T12:00:00.000Z'],
    ['of a day that the year does not have', '2027-02-29T12:00:00.000', null, undefined],
    ['that is none', '2026-13-01T12:00:00.000', 'Asia/Kolkata', undefined],
  ])('%s', (_, clock, zone, utc) => {
    expect(zonedTime(clock, zone)).toBe(utc);
  });
});

const inTokyo = snapshotWith((facts) => {
  facts.os.timeZone = 'Asia/Tokyo';
});

test('a line of klog has the zone of the node that the facts are of', () => {
  expect(zoneOf(inTokyo.facts)).toBe('Asia/Tokyo');
  const text = 'E1101 20:00:00.000000    1300 pod_workers.go:1301] failed to create user process token';
  const [message] = readText(text, 'kubelet.log', writtenBy(inTokyo));
  expect(message?.at).toBe('2026-11-01T11:00:00.000Z');
});

test('facts without a zone tell none', () => {
  expect(zoneOf(snapshotWith().facts)).toBeNull();
});
