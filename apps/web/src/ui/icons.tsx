const paths = {
  plus: 'M12 5v14M5 12h14',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16.5 16.5 21 21',
  back: 'M19 12H5M11 6l-6 6 6 6',
  send: 'M5 12 3.5 4.5 21 12 3.5 19.5 5 12Zm0 0h8',
  close: 'M6 6l12 12M18 6 6 18',
  edit: 'M4 20h4L19 9l-4-4L4 16v4ZM13 7l4 4',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  reply: 'M10 8 5 13l5 5M5 13h9a5 5 0 0 1 5 5v1',
  clip: 'M20 11.5 12.2 19.3a5 5 0 0 1-7.1-7.1l8.300-8.300a3.3 3.3 0 0 1 4.700 4.700l-8.200 8.200a1.6 1.6 0 0 1-2.300-2.300L15 7',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 14.500a4.3 4.3 0 0 0 7 0M9 10h.01M15 10h.01',
  frown: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 16.500a4.3 4.3 0 0 1 7 0M9 10h.01M15 10h.01',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20a6.5 6.5 0 0 1 13 0M16 4.500a3.5 3.5 0 0 1 0 6.500M18 14.500a6.5 6.5 0 0 1 3.5 5.5',
  gear: 'M4 7h9M17 7h3M15 9.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM4 17h3M11 17h9M9 19.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  unread: 'M4 6h10M4 12h7M4 18h13M19 9.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  check: 'M5 13l4.500 4.500L19 7',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.500 2',
  warning: 'M12 4 2.500 20h19L12 4ZM12 10v5M12 17.500h.01',
  down: 'M12 5v14M6 13l6 6 6-6',
  up: 'M12 19V5M6 11l6-6 6 6',
  at: 'M12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM15.5 8.5v5a2.5 2.5 0 0 0 5 0V12a8.5 8.5 0 1 0-3.4 6.800',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9h-13z',
  link: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.700L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.700L12 17',
  menu: 'M4 6.5h16M4 12h16M4 17.5h10',
  more: 'M5 12.7a.7.7 0 1 0 0-1.4.7.7 0 0 0 0 1.4ZM12 12.7a.7.7 0 1 0 0-1.4.7.7 0 0 0 0 1.4ZM19 12.7a.7.7 0 1 0 0-1.4.7.7 0 0 0 0 1.4Z',
  star: 'm12 4 2.5 5.1 5.5.8-4 3.9 1 5.6-5-2.6-5 2.6 1-5.6-4-3.9 5.5-.8L12 4Z',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15L6 16.5ZM10 20.5h4',
  catchUp: 'M4 13.5 6.5 5h11L20 13.5V19H4v-5.5ZM4 13.5h4.5l1.5 2.5h4l1.5-2.5H20',
  compass: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM15.5 8.5l-2 5-5 2 2-5 5-2Z',
  addPerson: 'M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3.5 20a6.5 6.5 0 0 1 13 0M19 8v6M16 11h6',
  leave: 'M10 4H5v16h5M15 8l4 4-4 4M9 12h10',
  archive: 'M4 5h16v4H4V5ZM5.5 9v10h13V9M10 13h4',
  mail: 'M3.5 6h17v12.500h-17V6ZM4 6.500l8 6.500 8-6.500',
  listen: 'M4 9.5h3.5L12 5.500v13L7.5 14.500H4v-5ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.500a7.7 7.7 0 0 1 0 11',
  play: 'M8 5.500v13L18.500 12 8 5.500Z',
  pause: 'M8.5 5.500v13M15.5 5.500v13',
  stop: 'M6.500 6.500h11v11h-11z',
  robot: 'M5 9h14v10H5zM12 9V5M12 4.5h.01M9 13h.01M15 13h.01M9.5 16h5M3 12v4M21 12v4',
  dice: 'M6 4h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2ZM8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01',
} as const;

/** The drawings that there are. */
export type IconName = keyof typeof paths;

/** A line drawing beside or instead of a word; always hidden from screen readers, the control carries the name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** The mark of the product: a table with people around it, inside of a speech bubble; the seat in another colour is for who comes next. */
export function Logo({ size }: { size: number }) {
  return (
    <svg className="logo" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <path
        className="logo-bubble"
        d="M16 2c7.9 0 14 5.7 14 13s-6.1 13-14 13c-1.7 0-3.3-.26-4.8-.74L4.7 30a.8.8 0 0 1-1.1-.93l1.2-5.3C2.9 21.5 2 18.4 2 15 2 7.7 8.1 2 16 2Z"
      />
      <circle className="logo-table" cx="16" cy="15" r="3.3" />
      <path
        className="logo-seats"
        d="M22.67 11.15A7.7 7.7 0 0 1 22.67 18.85M19.85 21.67A7.7 7.7 0 0 1 12.15 21.67M9.33 18.85A7.7 7.7 0 0 1 9.33 11.15"
      />
      <path className="logo-seats logo-free" d="M12.15 8.33A7.7 7.7 0 0 1 19.85 8.33" />
    </svg>
  );
}
