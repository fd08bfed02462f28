import { ChatControls, ChatPane } from './chat/pane.tsx';
import { chat } from './chat/scene.ts';
import { DroneControls, DronePane } from './drone/pane.tsx';
import { drone } from './drone/scene.ts';
import { EchoControls, EchoPane } from './echo/pane.tsx';
import { echo } from './echo/scene.ts';
import { HubControls, HubPane } from './hub/pane.tsx';
import { hub } from './hub/scene.ts';
import { MailControls, MailPane } from './mail/pane.tsx';
import { mail } from './mail/scene.ts';
import type { PageScene } from './page-scene.ts';
import { PullControls, PullPane } from './pull/pane.tsx';
import { pull } from './pull/scene.ts';
import { PushControls, PushPane } from './push/pane.tsx';
import { push } from './push/scene.ts';

/** Each scene has its own state type, which the list hides. */
const listed = <State>(scene: PageScene<State>) => scene as unknown as PageScene<unknown>;

/** All scenes, in the order in which they are shown. */
export const scenes: readonly PageScene<unknown>[] = [
  listed({ ...mail, Pane: MailPane, Controls: MailControls }),
  listed({ ...chat, Pane: ChatPane, Controls: ChatControls }),
  listed({ ...drone, Pane: DronePane, Controls: DroneControls }),
  listed({ ...echo, Pane: EchoPane, Controls: EchoControls }),
  listed({ ...hub, Pane: HubPane, Controls: HubControls }),
  listed({ ...push, Pane: PushPane, Controls: PushControls }),
  listed({ ...pull, Pane: PullPane, Controls: PullControls }),
];
