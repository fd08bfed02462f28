/** Bytes that TLS 1.3 adds to each record: its header (RFC 8446, section 5.1), the type inside (5.2), and the tag of AES-GCM or ChaCha20-Poly1305 (RFC 5116, section 5.1; RFC 8439, section 2.8). */
const record = { header: 5, type: 1, tag: 16 } as const;

export const tlsRecord = record.header + record.type + record.tag;

/** The sentence on TLS in reports, with its source. */
export const tlsSentence = `TLS 1.3 adds ${tlsRecord} bytes to each record (${record.header} of header, ${record.type} of type, ${record.tag} of tag: RFC 8446, 5.2)`;
