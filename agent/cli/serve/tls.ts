import { podVariables } from '../../config/pod-variables.ts';
import type { Config } from '../../config.ts';
import type { Host } from '../../host.ts';
import type { Log } from '../../log.ts';
import type { Presented } from '../../server/tls/presented.ts';

type Flags = Pick<Config, 'listen' | 'tls-cert' | 'tls-key'>;

/**
 * The certificate that the flags name, else one that hostprobe creates.
 * @throws UserError for invalid files
 */
export async function openCertificate(options: { config: Flags; host: Host; log: Log }): Promise<Presented> {
  const { config, host, log } = options;
  const { 'tls-cert': cert, 'tls-key': key } = config;
  const now = () => host.now();
  if (cert !== null && key !== null) {
    const { openPairFiles } = await import('../../server/tls/certificate-files.ts');
    return openPairFiles({ cert, key, log, now });
  }
  const [{ keepSelfSigned }, { certificateNames }] = await Promise.all([
    import('../../server/tls/renewal.ts'),
    import('../../server/tls/certificate-names.ts'),
  ]);
  return keepSelfSigned({ names: certificateNames(await namesOf(config, host)), log, now });
}

/** The node's names and listening addresses; for a listener on every address, the addresses of all interfaces. */
async function namesOf({ listen }: Flags, host: Host): Promise<string[]> {
  const listeners = listen.map(({ address }) => address);
  const { nodeName, nodeAddress } = podVariables;
  const given = [nodeName, nodeAddress].flatMap((name) => host.self.variable(name) ?? []);
  const everywhere = listeners.some((address) => address === '0.0.0.0' || address === '::');
  const interfaces = everywhere ? await host.network.interfaces() : [];
  return [host.system.hostname(), ...given, ...listeners, ...interfaces.map(({ address }) => address)];
}
