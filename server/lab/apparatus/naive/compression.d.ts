// The types of its time are for another Express; this is what is used of it.
declare module 'compression' {
  export default function compression(options?: { readonly threshold?: number }): import('express').RequestHandler;
}
