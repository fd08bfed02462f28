export const paths = [
  '/',
  '/sdk.js',
  '/healthz',
  '/readyz',
  '/publish',
  '/nowhere',
  '/stream/polling',
  '/stream/long-polling',
  '/stream/sse',
  '/stream/websocket',
] as const;

export const message = '{"event":"a","data":1}';
