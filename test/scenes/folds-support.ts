import { chat } from '../../client/page/scenes/chat/scene.ts';
import { drone } from '../../client/page/scenes/drone/scene.ts';
import { echo } from '../../client/page/scenes/echo/scene.ts';
import { hub } from '../../client/page/scenes/hub/scene.ts';
import { mail } from '../../client/page/scenes/mail/scene.ts';
import type { SceneLogic } from '../../client/page/scenes/page-scene.ts';
import { pull } from '../../client/page/scenes/pull/scene.ts';
import { push } from '../../client/page/scenes/push/scene.ts';
import type { Json } from '../../server/stream/protocol.ts';

export const all: readonly SceneLogic<never>[] = [mail, chat, drone, echo, hub, push, pull] as never;

/** Feeds a scene with notifications numbered from one, published at 0 and delivered after 50 ms. */
export function folded<State>(scene: SceneLogic<State>, told: readonly (readonly [event: string, data: Json])[]): State {
  return told.reduce((state, [event, data], index) => scene.fold(state, { id: `a-${index + 1}`, event, data, at: 0 }, 50), scene.start);
}
