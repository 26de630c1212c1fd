import { Icon, type IconName } from './icons.js';

interface Props {
  icon: IconName;
  label: string;
  onClick: () => void;
  isExpanded?: boolean;
  isPressed?: boolean;
  /** In a list that is one stop for Tab. */
  tabIndex?: 0 | -1;
}

/** A button with a drawing for its face and a name for everybody. */
export function IconButton({ icon, label, onClick, isExpanded, isPressed, tabIndex }: Props) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      aria-expanded={isExpanded}
      aria-pressed={isPressed}
      tabIndex={tabIndex}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
