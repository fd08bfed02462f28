/** Bytes of the header of a frame: length, type, flags and stream (RFC 9113, 4.1). */
export const frameHead = 9;

/** The frame types that matter here (RFC 9113, 6). */
export const frameTypes = { data: 0, headers: 1, continuation: 9 } as const;
