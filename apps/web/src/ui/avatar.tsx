import type { User } from '@tertulia/contract';
import { memo } from 'react';

const HUES = 8;
/** Quarter discs in the four corners of a tile, one per turn. */
const QUARTERS = [
  'M0 0h10a10 10 0 0 1-10 10z',
  'M10 0v10a10 10 0 0 1-10-10z',
  'M10 10H0A10 10 0 0 1 10 0z',
  'M0 10V0a10 10 0 0 1 10 10z',
];
const PLACES = [
  [0, 0],
  [10, 0],
  [0, 10],
  [10, 10],
] as const;

/** A number that is the same for the same text in every browser (FNV-1a). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** A person's generated mark: colours and pattern follow from the id, so that it is the same everywhere. */
export const Avatar = memo(function Avatar({ user, size }: { user: Pick<User, 'id'>; size: number }) {
  const hash = hashText(user.id);
  return (
    <svg
      className={`avatar avatar-${hash % HUES}`}
      viewBox="0 0 20 20"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <rect className="avatar-ground" width="20" height="20" rx="6" />
      <g className="avatar-pattern">
        {PLACES.map(([x, y], place) => (
          <path
            key={place}
            d={QUARTERS[(hash >>> (4 + place * 3)) % 4]}
            transform={`translate(${x} ${y})`}
            className={(hash >>> (17 + place)) % 3 === 0 ? 'avatar-second' : 'avatar-first'}
          />
        ))}
      </g>
    </svg>
  );
});
