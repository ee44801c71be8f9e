import { expect, test } from 'vitest';
import { secretsIn } from './secrets-in.ts';

test.each([
  ["the panel wants a PIN, it's 989691", '989691'],
  ['you need a PIN for the ilo panel: 4471', '4471'],
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
