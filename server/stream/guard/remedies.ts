/** How whoever runs this server lets a name or an origin in: all of it, to copy. */
export interface Remedies {
  host(name: string): string;
  origin(origin: string): string;
}

/** Where the server is the lab. */
export const labFlags: Remedies = {
  host: (name) => `Start it with \`--allow-host ${name}\` if the name is yours.`,
  origin: (origin) => `Start it with \`--allow-origin ${origin}\` if the page is yours, or have the proxy in front pass its Host on.`,
};

/** Where the streams are part of somebody's server. @param call the function that was given the options */
export const optionsOf = (call: string): Remedies => ({
  host: (name) => `Give ${call} the option \`hosts: ['${name}']\` if the name is yours.`,
  origin: (origin) => `Give ${call} the option \`origins: ['${origin}']\` if the page is yours, or have the proxy in front pass its Host on.`,
});
