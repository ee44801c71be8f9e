import { expect, test } from 'vitest';
import { secretsIn } from './secrets-in.ts';

test.each([
  ["the panel wants a PIN, it's 989691", '989691'],
  ['you need a PIN for the ilo panel: 4471', '4471'],
  ['PIN for the kvm? try 77120', '77120'],
  ['ask me for the pin... ok its 66231', '66231'],
  ['badge reader pin -> 8820', '8820'],
  ['Die PIN vom Drucker ist 4711', '4711'],
  ['door code for the server room: 2580#', '2580#'],
  ['the lockbox code 7719', '7719'],
  ['the cage combination is 31-07-22', '31-07-22'],
  ['server room keypad is 4410', '4410'],
  ['Türcode Serverraum 4711#', '4711#'],
  ['my 2FA says 482 991, quick', '482 991'],
  ['wifi in the lab is LAB-IoT / key lab-knows-best-77', 'lab-knows-best-77'],
  ['wifi: CORP-GUEST / sunny-days-ahead-12', 'sunny-days-ahead-12'],
  ['WLAN Lager: SSID Halle3, Key halle-drei-offen', 'halle-drei-offen'],
  ['the hotspot is called ops-5g, use kiwi-lemon-22', 'kiwi-lemon-22'],
  ['use `viele-kleine-boote` as the wifi password', 'viele-kleine-boote'],
  ['console password? try lake-side-44', 'lake-side-44'],
  ['default login on the UPS card? try apc / Blauer-Stuhl', 'Blauer-Stuhl'],
  ['idrac: use root with calvin-lab-22', 'calvin-lab-22'],
])('who reads this could come in: %s', (text, secret) => {
  expect(secretsIn(text)).toEqual([secret]);
});

test.each([
  'pin 13 is high, GPIO pin 4 is low',
  "we pin it, it's 1.28.3 now; PIN to version 4",
  'exit code 4410, error code: 2147942405, safe mode code 1603',
  'combination of cloud-provider 10250 is 4410 times slower',
  'door sensor 2580 triggered; panel 7719 offline',
  'wifi adapter is Intel AX201, key features: roaming-aggressive-mode',
  'wifi: authenticated to LAB-IoT / channel-36-80mhz with key index 2',
  'wlan0: SSID lab key_mgmt=WPA-PSK, key WPA2-PSK-SHA256',
  'password? see wiki; pw? use the vault',
  'use windows-exporter / node-exporter; use admin with kubectl-1.28.3',
])('and nothing is told here: %s', (text) => {
  expect(secretsIn(text)).toEqual([]);
});
