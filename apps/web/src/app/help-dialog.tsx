import { useLocale } from '../i18n/locale-context.js';
import { Modal } from '../ui/modal.js';
import { keyLabels, type ShortcutId, shortcutIds, type ShortcutScope, shortcuts } from '../ui/shortcuts.js';

const scopes = ['everywhere', 'composer', 'timeline', 'message'] as const satisfies readonly ShortcutScope[];
const titles = {
  everywhere: 'shortcutsEverywhere',
  composer: 'shortcutsComposer',
  timeline: 'shortcutsTimeline',
  message: 'shortcutsMessage',
} as const;

/** All shortcuts, made from the one table of them. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLocale();
  return (
    <Modal title={t('shortcuts')} closeLabel={t('close')} onClose={onClose}>
      <div className="shortcut-groups">
        {scopes.map((scope) => (
          <section key={scope} aria-label={t(titles[scope])}>
            <h3>{t(titles[scope])}</h3>
            <dl className="shortcut-list">
              {shortcutIds
                .filter((id) => shortcuts[id].scope === scope)
                .map((id) => (
                  <div key={id}>
                    <dt>{t(`shortcut_${id}`)}</dt>
                    <dd>
                      <Combinations id={id} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

function Combinations({ id }: { id: ShortcutId }) {
  const { t } = useLocale();
  return shortcuts[id].keys.map((keys, index) => (
    <span key={keys} className="shortcut-keys">
      {index > 0 && <span>{t('or')}</span>}
      {keyLabels(keys).map((label) => (
        <kbd key={label}>{label}</kbd>
      ))}
    </span>
  ));
}
