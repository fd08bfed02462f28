/** The values that the files of `deploy` leave open: an address to listen on, one file with certificate and key, and the nodes. */
export interface Places {
  readonly HOST: string;
  readonly PORT: string;
  readonly CERTIFICATE: string;
  readonly NODE_1: string;
  readonly NODE_2: string;
  readonly NODE_3: string;
}

/**
 * Fills in `${NAME}`, as `envsubst` does in the image of nginx. HAProxy and Caddy do so themselves, from their environment.
 * @throws Error for a name without a value
 */
export const fill = (text: string, places: Places): string =>
  text.replace(/^(\s*[^#\s].*)$/gm, (line) =>
    line.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const value = (places as unknown as Readonly<Record<string, string | undefined>>)[name];
      if (value === undefined) throw new Error(`Expected one of ${Object.keys(places).join(', ')}; got \${${name}}.`);
      return value;
    }),
  );
