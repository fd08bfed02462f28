import type { RoomProps } from './lesson-room.tsx';
import { membersSeen } from './members.ts';

/** The access log of the server for members, once it was read. */
export function AccessLog({ words }: RoomProps) {
  const { log } = membersSeen.value;
  if (log.length === 0) return null;
  return (
    <figure class="access-log">
      <figcaption class="hint">{words.learn.accessLog}</figcaption>
      <ol>
        {log.map((line, index) => (
          <li key={`${index} ${line}`}>
            <code>{line}</code>
          </li>
        ))}
      </ol>
    </figure>
  );
}
