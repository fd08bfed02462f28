import { render } from 'preact';
import { App } from './app.tsx';
import { listenForDoors } from './place.ts';
import { start } from './start.ts';
import { listenForKeys } from './top/keys.ts';
import 'virtual:transports.css';
import './top/top.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';
import './styles/chips.css';
import './styles/projector.css';
import './styles/forced-colors.css';

const place = document.getElementById('app');
if (place) {
  start();
  listenForKeys();
  listenForDoors();
  place.replaceChildren();
  render(<App />, place);
}
