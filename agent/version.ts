import manifest from '../package.json' with { type: 'json' };

export const toolVersion: string = manifest.version;

/** The project's page: a release writes the address of its repository to package.json. Empty: nobody did. */
export const toolHome: string = manifest.homepage;
