/** The part of a chunked body that has arrived. */
export interface ChunkedBody {
  /** Contents of each chunk, one character per byte, without the final empty one. */
  readonly chunks: readonly string[];
  /** Whether the last chunk has arrived. */
  readonly complete: boolean;
  /** Bytes of an incomplete chunk. */
  readonly rest: string;
}

/**
 * Reads chunks (RFC 9112 section 7.1) byte by byte, without extensions and trailers.
 * @param text one character per byte
 * @throws Error at the first wrong byte
 */
export function decodeChunks(text: string): ChunkedBody {
  const chunks: string[] = [];
  for (let place = 0; ; ) {
    const line = text.indexOf('\r\n', place);
    const digits = line < 0 ? '' : text.slice(place, line);
    if (line >= 0 && !/^(0|[1-9a-f][0-9a-f]*)$/.test(digits)) throw new Error(`Expected the size of a chunk at byte ${place}; got ${digits}.`);
    const size = Number.parseInt(digits, 16);
    const end = line + 2 + size;
    if (line < 0 || text.length < end + 2) return { chunks, complete: false, rest: text.slice(place) };
    if (text.slice(end, end + 2) !== '\r\n')
      throw new Error(`Expected the end of a chunk at byte ${end}; got ${JSON.stringify(text.slice(end, end + 2))}.`);
    place = end + 2;
    if (size > 0) chunks.push(text.slice(line + 2, end));
    else if (text.length > place) throw new Error(`Expected nothing behind the last chunk; got ${JSON.stringify(text.slice(place, place + 80))}.`);
    else return { chunks, complete: true, rest: '' };
  }
}
