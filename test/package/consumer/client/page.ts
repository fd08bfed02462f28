import { openStream } from 'transport-lab/client';

export const stream = openStream('https://app.example/live', { transport: ['websocket', 'sse'], events: ['news'] });
stream.addEventListener('notification', ({ detail }) => console.log(detail.event, detail.data, detail.at));
stream.addEventListener('gap', ({ detail }) => console.log(detail.from, detail.to, detail.reason));
stream.addEventListener('state', ({ detail }) => console.log(detail.state, detail.transport));
