import { perTransport } from '../../../bench/result/identity.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';

/** The page's colours as a canvas needs them: resolved. */
export interface Palette {
  readonly lanes: Readonly<Record<TransportName, string>>;
  readonly page: string;
  readonly ink: string;
  readonly dim: string;
  readonly hairline: string;
  readonly control: string;
  readonly lost: string;
  readonly warning: string;
  readonly focus: string;
}

/** @param place an element that inherits them */
export function readPalette(place: HTMLElement): Palette {
  const probe = document.createElement('i');
  // In forced colours mode they would all be the same.
  probe.style.setProperty('forced-color-adjust', 'none');
  place.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    lanes: perTransport(read),
    page: read('page'),
    ink: read('ink'),
    dim: read('dim'),
    hairline: read('hairline'),
    control: read('control'),
    lost: read('lost'),
    warning: read('warning'),
    focus: read('focus'),
  };
  probe.remove();
  return palette;
}
