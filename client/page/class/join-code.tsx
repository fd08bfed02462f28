import { encode } from 'uqr';

/** Modules of white border around a code (ISO/IEC 18004, section 6.3.8). */
const quiet = 4;

/** A URL for cameras: black on white in every theme. */
export function JoinCode({ url }: { readonly url: string }) {
  const { size, data } = encode(url, { border: quiet });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])));
  return (
    <svg class="join-code" role="img" aria-label={`QR code of ${url}`} viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges">
      <path class="paper" d={`M0 0h${size}v${size}h-${size}z`} />
      <path d={dark.join('')} />
    </svg>
  );
}
