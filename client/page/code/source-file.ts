/** The code that the page runs on. Vite reads the files themselves, so it cannot drift. The texts are files beside the scripts, loaded on demand. */

/** One file of this repository. */
export interface SourceFile {
  readonly path: string;
  /** Where its text is. */
  readonly url: string;
}

export const clientFile = (name: string, url: string): SourceFile => ({ path: `client/stream/${name}.ts`, url });
export const serverFile = (name: string, url: string): SourceFile => ({ path: `server/stream/transports/${name}.ts`, url });

const texts = new Map<string, Promise<string>>();

/** @throws Error if there is no answer; the next call asks again */
export function readSource({ url, path }: SourceFile): Promise<string> {
  const known = texts.get(url);
  if (known) return known;
  const reading = fetch(url).then((response) => {
    if (!response.ok) throw new Error(`${path} could not be read: the server answered ${response.status}`);
    return response.text();
  });
  texts.set(url, reading);
  reading.catch(() => texts.delete(url));
  return reading;
}
