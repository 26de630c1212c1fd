import type { ReactNode } from 'react';
import './drawings.css';

/** A round café table on one foot; what happens stands on it. */
function Table() {
  return (
    <>
      <ellipse className="drawing-fill" cx="80" cy="84" rx="48" ry="9" />
      <path className="drawing-line" d="M80 93v26M62 122c4-4 32-4 36 0" />
    </>
  );
}

function Cup({ x, y }: { x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <path className="drawing-fill" d="M0 0h18v7a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8Z" />
      <path className="drawing-line" d="M18 3h2a4 4 0 0 1 0 8h-2M-3 17h24" />
    </g>
  );
}

const drawings = {
  'empty-room': (
    <>
      <Table />
      <path className="drawing-line" d="M20 72v34h20M20 88h18M40 88v30M22 106v12" />
      <path className="drawing-free" d="M140 72v34h-20M140 88h-18M120 88v30M138 106v12" />
      <Cup x={70} y={62} />
      <path className="drawing-accent" d="M76 52c-4-5 4-8 0-13M84 52c-4-5 4-8 0-13" />
    </>
  ),
  'caught-up': (
    <>
      <Table />
      <Cup x={44} y={64} />
      <Cup x={98} y={64} />
      <circle className="drawing-good" cx="80" cy="46" r="20" />
      <path className="drawing-good" d="m71 46 7 7 12-13" />
      <path className="drawing-accent" d="M80 14v6M52 24l4 5M108 24l-4 5" />
    </>
  ),
  'nothing-found': (
    <>
      <Table />
      <path className="drawing-fill" d="M40 62 58 58l26 5 20-5v16H42Z" />
      <path className="drawing-line" d="M84 63v12" />
      <circle className="drawing-fill" cx="92" cy="40" r="19" />
      <path className="drawing-accent" d="m106 54 15 15M86 40h12" />
    </>
  ),
  offline: (
    <>
      <Table />
      <path className="drawing-fill" d="M68 76h24l-3-9H71Z" />
      <path className="drawing-line" d="M80 67V52" />
      <path className="drawing-fill" d="M62 52h36l-9-20H71Z" />
      <path className="drawing-line" d="M92 76c14 0 12 8 20 8" />
      <path
        className="drawing-accent"
        d="M126 84c8 0 8-14 2-14M132 92l8 4M112 40l8-3M112 24l6-6M48 40l-8-3M48 24l-6-6"
      />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type DrawingName = keyof typeof drawings;

/** A small scene at the café table, for places where there is nothing else to see; its sentence says the same. */
export function Drawing({ name }: { name: DrawingName }) {
  return (
    <svg className="drawing" viewBox="0 0 160 130" width="192" height="156" aria-hidden="true" focusable="false">
      <circle className="drawing-glow" cx="80" cy="60" r="54" />
      {drawings[name]}
    </svg>
  );
}
