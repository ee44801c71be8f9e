/** Builds of Windows Server: the third part of its version, 10.0.<build>. */
export const server2019 = 17_763;
export const server2022 = 20_348;
export const server2025 = 26_100;
