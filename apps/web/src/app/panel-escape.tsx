import { useCommand } from '../ui/commands.js';

interface Props {
  hasPanel: boolean;
  onClose: () => void;
}

/** The step of Escape that closes the panel. It stands between timeline and composer: the composer's steps come before it, the timeline's after. */
export function PanelEscape({ hasPanel, onClose }: Props) {
  useCommand('escape', () => {
    if (!hasPanel) return false;
    onClose();
    return true;
  });
  return null;
}
