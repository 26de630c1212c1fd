import type { WordRule } from '@tertulia/contract';
import { useLocale } from '../i18n/locale-context.js';
import { RadioChoice } from '../ui/choices.js';

interface Props {
  value: WordRule;
  canEdit: boolean;
  onValue: (value: WordRule) => void;
}

/** What the room does with prohibited words; who cannot change it is told in one line. */
export function WordRuleChoice({ value, canEdit, onValue }: Props) {
  const { t } = useLocale();
  const options = [
    { value: 'tag', label: t('wordsTag'), hint: t('wordsTagHint') },
    { value: 'hold', label: t('wordsHold'), hint: t('wordsHoldHint') },
    { value: 'block', label: t('wordsBlock'), hint: t('wordsBlockHint') },
  ] as const;
  if (canEdit) return <RadioChoice legend={t('wordRule')} value={value} options={options} onChange={onValue} />;
  const chosen = options.find((option) => option.value === value);
  return (
    <p className="form-note">
      {t('wordRule')}: {chosen?.label}
    </p>
  );
}
