import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { summaries } from '../lab.ts';
import { settings } from '../settings/store.ts';
import { skippedRecords } from '../telemetry/telemetry.ts';
import { verdict } from './describe.ts';
import { LaneDrawing } from './draw.ts';
import { exchangeAt, exchangesOf } from './geometry.ts';
import { LaneChips } from './lane-chips.tsx';
import { LaneControls } from './lane-controls.tsx';
import { MarksTable } from './marks-table.tsx';
import { frozen, selected, shownLanes } from './picture.ts';
import { stepped } from './step.ts';
import './lanes.css';

/** Goes to the exchange before or after the selected one. */
function selectNext(drawing: LaneDrawing, by: number): void {
  const all = exchangesOf(drawing.marks);
  const place = all.indexOf(selected.peek() ?? Number.NaN);
  selected.value = place < 0 ? all.at(-1) : all[Math.min(all.length - 1, Math.max(0, place + by))];
}

/** Provides a drawing that lives as long as its canvas. */
function useDrawing() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<LaneDrawing>(undefined);
  // A change by the visitor is drawn at once, even if the picture is otherwise drawn once a second.
  useSignalEffect(() => {
    void frozen.value;
    drawing.current?.draw();
  });
  useEffect(() => {
    if (!canvas.current) return;
    const made = new LaneDrawing(canvas.current, shownLanes);
    drawing.current = made;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const repaint = () => made.forgetColours();
    dark.addEventListener('change', repaint);
    const stop = made.run();
    return () => {
      dark.removeEventListener('change', repaint);
      stop();
    };
  }, []);
  useSignalEffect(() => {
    void settings.value.theme;
    void settings.value.projector;
    // The document changes its theme in this turn, so the colours are read after it.
    queueMicrotask(() => drawing.current?.forgetColours());
  });
  return { canvas, drawing };
}

/**
 * A real move of the mouse over the lanes. When the page scrolls or changes its layout below a resting mouse, browsers also send a move, with
 * distance 0.
 */
const isHover = ({ pointerType, buttons, movementX, movementY }: PointerEvent): boolean =>
  pointerType === 'mouse' && buttons === 0 && (movementX !== 0 || movementY !== 0);

/** The canvas, and what pointer and keys select on it. */
function Lanes({ canvas, drawing }: ReturnType<typeof useDrawing>) {
  const label = useSignal('');
  useSignalEffect(() => {
    label.value = verdict(summaries.value, shownLanes());
  });
  const choose = ({ offsetX, offsetY }: MouseEvent, click: boolean) => {
    const found = drawing.current && exchangeAt(drawing.current.geometry, drawing.current.marks, offsetX, offsetY);
    if (found === undefined || (!click && found === selected.peek())) return;
    selected.value = found;
    drawing.current?.draw();
  };
  const turn = (event: KeyboardEvent) => {
    if (!drawing.current || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    selectNext(drawing.current, event.key === 'ArrowLeft' ? -1 : 1);
    drawing.current.draw();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: no element means a picture that takes keys
    <div
      class="picture"
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys select an exchange
      tabIndex={0}
      aria-label={`Network traffic. Arrow keys select an exchange. ${label.value}`}
      onKeyDown={turn}
      onPointerMove={(event) => isHover(event) && choose(event, false)}
      onClick={(event) => choose(event, true)}
    >
      <canvas ref={canvas} data-lanes={shownLanes().length} />
      <output class="hint stepped">{stepped.value}</output>
    </div>
  );
}

interface WireLanesProps {
  /** Content directly below the picture. */
  readonly children?: ComponentChildren;
  /** Time controls, if they are not the lanes' own. */
  readonly controls?: ComponentChildren;
}

/** All lanes on one clock: requests, held polls, answers, and losses. */
export function WireLanes({ children, controls = <LaneControls /> }: WireLanesProps) {
  const picture = useDrawing();
  return (
    <section class="wire" aria-labelledby="wire-title">
      <div class="heading">
        <h2 id="wire-title">Network traffic</h2>
        <LaneChips />
        <div class="lane-controls">{controls}</div>
      </div>
      <Lanes {...picture} />
      {children}
      {skippedRecords.value > 0 && (
        <p class="hint">
          The lab skipped {skippedRecords.value.toLocaleString('en')} of its records, because there were more than it may send. Their holds and bytes
          are missing here.
        </p>
      )}
      <MarksTable marks={() => picture.drawing.current?.marks ?? []} />
    </section>
  );
}
