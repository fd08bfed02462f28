import { render } from 'preact';
import { App } from './app.tsx';
import { start } from './start.ts';
import { listenForKeys } from './top/keys.ts';
import 'virtual:transports.css';
import './one/one.css';
import './top/top.css';
import './style.css';

const place = document.getElementById('app');
if (place) {
  start();
  listenForKeys();
  place.replaceChildren();
  render(<App />, place);
}
