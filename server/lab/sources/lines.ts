/** A line of a source, counted from 1. */
export interface Line {
  readonly number: number;
  /** `undefined` if it was longer than allowed; it is not kept then. */
  readonly text: string | undefined;
}

/**
 * The lines of a stream, in groups that came together, so that what is already there can be published together. The last line needs no line break.
 * @param longest characters; a line without end must not fill the memory
 */
export async function* readLines(input: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<readonly Line[]> {
  const decoder = new TextDecoder();
  let number = 0;
  let rest = '';
  let tooLong = false;

  const extend = (piece: string) => {
    rest += piece;
    if (rest.length <= longest) return;
    tooLong = true;
    rest = '';
  };
  const finish = (): Line => {
    number += 1;
    const line = { number, text: tooLong ? undefined : rest.replace(/\r$/, '') };
    rest = '';
    tooLong = false;
    return line;
  };

  for await (const chunk of input) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    extend(first);
    const lines: Line[] = [];
    for (const piece of others) {
      lines.push(finish());
      extend(piece);
    }
    if (lines.length > 0) yield lines;
  }
  extend(decoder.decode());
  if (rest !== '' || tooLong) yield [finish()];
}
