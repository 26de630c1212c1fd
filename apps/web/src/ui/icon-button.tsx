import { Icon, type IconName } from './icons.js';

interface Props {
  icon: IconName;
  label: string;
  onClick: () => void;
  isExpanded?: boolean;
}

/** A button with a drawing for its face and a name for everybody. */
export function IconButton({ icon, label, onClick, isExpanded }: Props) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      aria-expanded={isExpanded}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
