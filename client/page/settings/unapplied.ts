/**
 * Where changed settings have yet to arrive. Sliders rest before the lab is told and before the lanes are reopened, and a busy page may
 * be far behind its own timers, so no time tells when that has happened.
 */
export const unapplied = new Set<'lab' | 'lanes'>();
