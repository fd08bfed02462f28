/** A body in chunks, as far as it has come. */
export interface ChunkedBody {
  /** What each chunk held, one character per byte; the last chunk is none of them. */
  readonly chunks: readonly string[];
  /** The last chunk is there: the body is complete. */
  readonly complete: boolean;
  /** Bytes of a chunk that has not come whole. */
  readonly rest: string;
}

/**
 * Reads chunks as RFC 9112 section 7.1 has them, byte by byte, without extensions and trailers.
 * @param text one character per byte
 * @throws Error at the first byte that is not where it must be
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
