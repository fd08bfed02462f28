// Their own types are for another Express; these are the parts that tests use.
declare module 'express-session' {
  export default function session(options: Readonly<Record<string, unknown>>): import('express').RequestHandler;
}
declare module 'morgan' {
  export default function morgan(format: string, options: { readonly stream: { write(line: string): void } }): import('express').RequestHandler;
}
declare module 'response-time' {
  export default function responseTime(): import('express').RequestHandler;
}
