import { type ChangeEvent, useRef } from 'react';
import { useLocale } from '../i18n/locale-context.js';
import { useCommand } from '../ui/commands.js';
import { Icon } from '../ui/icons.js';
import { keyLabels, shortcuts } from '../ui/shortcuts.js';
import type { ComposerPictures } from './composer-props.js';

/** Chooses pictures for the message; on a phone the dialog of the system offers the camera too. */
export function AttachButton({ pictures }: { pictures: ComposerPictures }) {
  const { t } = useLocale();
  const input = useRef<HTMLInputElement>(null);
  useCommand('attach', () => input.current?.click());
  const handleChange = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(currentTarget.files ?? [])];
    // The same file may be chosen again after it was removed.
    currentTarget.value = '';
    if (files.length > 0) pictures.onFiles(files);
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={pictures.accept}
        multiple
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={handleChange}
      />
      <button
        type="button"
        className="icon-button"
        aria-label={t('attachPictures')}
        title={`${t('attachPictures')} (${keyLabels(shortcuts.attach.keys[0]).join('+')})`}
        onClick={() => input.current?.click()}
      >
        <Icon name="clip" />
      </button>
    </>
  );
}
