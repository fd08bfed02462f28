/** Says what happened to a source, in one line for the terminal. */
export type Report = (line: string) => void;
