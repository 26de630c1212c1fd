import { useId } from 'react';
import './choices.css';

interface ChoiceProps<Value extends string> {
  legend: string;
  hint?: string;
  value: Value;
  options: readonly { value: Value; label: string; hint?: string; lang?: string }[];
  error?: string | undefined;
  onChange: (value: Value) => void;
}

/** One of a few, all of them in sight. */
export function RadioChoice<Value extends string>(props: ChoiceProps<Value>) {
  const { legend, hint, value, options, error, onChange } = props;
  const id = useId();
  return (
    <fieldset className="radio-choice" aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{legend}</legend>
      {hint && <p className="page-hint">{hint}</p>}
      <div className="radio-options">
        {options.map((option) => (
          <label key={option.value} className="radio-option">
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>
              <span lang={option.lang}>{option.label}</span>
              {option.hint && <small>{option.hint}</small>}
            </span>
          </label>
        ))}
      </div>
      <p id={`${id}-error`} className="field-error" role="alert">
        {error}
      </p>
    </fieldset>
  );
}

interface SwitchProps {
  label: string;
  hint?: string;
  isOn: boolean;
  error?: string | undefined;
  onChange: (isOn: boolean) => void;
}

/** On or off. */
export function Switch({ label, hint, isOn, error, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="switch-row">
      <label className="switch">
        <input
          type="checkbox"
          role="switch"
          checked={isOn}
          aria-checked={isOn}
          aria-describedby={`${id}-hint ${id}-error`}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>{label}</span>
      </label>
      <p id={`${id}-hint`} className="page-hint">
        {hint}
      </p>
      <p id={`${id}-error`} className="field-error" role="alert">
        {error}
      </p>
    </div>
  );
}
