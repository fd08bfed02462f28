/**
 * Milliseconds that a test waits for what normally takes a few, before it says what did not come. Where everything comes it costs nothing,
 * and on a machine that has twenty other things to do a browser takes a thousand times as long. Mutations, most of which make something not come, wait less.
 */
export const patience = Number(process.env.TRANSPORT_LAB_PATIENCE ?? 60_000);
