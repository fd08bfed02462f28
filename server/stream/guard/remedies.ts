/** Sentences that tell the operator how to allow a name or an origin, ready to copy. */
export interface Remedies {
  host(name: string): string;
  origin(origin: string): string;
}

/** For the lab. */
export const labFlags: Remedies = {
  host: (name) => `Start it with \`--allow-host ${name}\` if the name is yours.`,
  origin: (origin) => `Start it with \`--allow-origin ${origin}\` if the page is yours, or have the proxy in front pass its Host on.`,
};

/** For streams in a server of your own. @param call the function that got the options */
export const optionsOf = (call: string): Remedies => ({
  host: (name) => `Give ${call} the option \`hosts: ['${name}']\` if the name is yours.`,
  origin: (origin) => `Give ${call} the option \`origins: ['${origin}']\` if the page is yours, or have the proxy in front pass its Host on.`,
});
