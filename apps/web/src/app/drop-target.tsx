import { type DragEvent, useRef, useState } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { Icon } from '../ui/icons.js';

/** Takes files that are dropped anywhere over the room; whoever has no pointer has the button of the composer. */
export function useDrop(onFiles: (files: readonly File[]) => void, isOn: boolean) {
  const [isOver, setIsOver] = useState(false);
  // Going from one element to another inside of the room is an enter and a leave.
  const depth = useRef(0);
  const end = () => {
    depth.current = 0;
    setIsOver(false);
  };
  const handlers = {
    onDragEnter: (event: DragEvent) => {
      if (!isOn || !hasFiles(event)) return;
      event.preventDefault();
      depth.current += 1;
      setIsOver(true);
    },
    onDragOver: (event: DragEvent) => {
      if (isOn && hasFiles(event)) event.preventDefault();
    },
    onDragLeave: (event: DragEvent) => {
      if (!isOn || !hasFiles(event)) return;
      depth.current -= 1;
      if (depth.current <= 0) end();
    },
    onDrop: (event: DragEvent) => {
      if (!isOn || !hasFiles(event)) return;
      event.preventDefault();
      end();
      onFiles([...event.dataTransfer.files]);
    },
  };
  return { isOver, handlers };
}

/** A text that is dragged belongs to the text box. */
function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer.types.includes('Files');
}

/** Says where the files will go; it takes no pointer, so that nothing flickers under it. */
export function DropTarget() {
  const { t } = useLocale();
  return (
    <div className="drop-target">
      <p>
        <Icon name="clip" />
        {t('dropPictures')}
      </p>
    </div>
  );
}
